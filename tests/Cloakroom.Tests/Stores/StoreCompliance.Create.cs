using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Create_NewKey_ReadsBackWhole()
    {
        var record = SampleRecords.Create(1) with { Epochs = new EpochStamp(3, 4, 5), Generation = 9 };

        var write = await Store.CreateAsync(record, SessionCreation.Plain, Ct);

        write.Status.ShouldBe(WriteStatus.Written);
        write.Revision.ShouldBe(await RevisionAsync());
        (await ReadAsync(record.Key)).Describe().ShouldBe(record.Describe());
    }

    [Fact]
    public async Task Create_EverythingOptionalAbsent_ReadsBackWhole()
    {
        var record = SampleRecords.Create(1, subject: null, tenant: null) with
        {
            ClientLabel = null,
            AuthenticatedAt = null,
            IsPersistent = false,
            ServerKey = [],
            Payload = [],
            Mac = [],
            IdleTimeout = TimeSpan.FromMilliseconds((long)TimeSpan.MaxValue.TotalMilliseconds),
            ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()),
        };

        await CreateAsync(record);

        (await ReadAsync(record.Key)).Describe().ShouldBe(record.Describe());
    }

    [Fact]
    public async Task Create_NamesWithOddCharacters_ReadBackWhole()
    {
        var record = SampleRecords.Create(1, subject: "ali'ce\0\u00e9\ud83d\ude00 \"; --", tenant: "") with { ClientLabel = "" };

        await CreateAsync(record);

        (await ReadAsync(record.Key)).Describe().ShouldBe(record.Describe());
        (await Store.ListAsync(record.Subject!, 10, Ct)).Count.ShouldBe(1);
        (await Store.ListAsync("ali'ce", 10, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_ArraysChangedAfterwards_KeepsWhatWasGiven()
    {
        var record = SampleRecords.Create(1);
        var expected = record.Describe();
        await CreateAsync(record);

        Array.Clear(record.Payload);
        Array.Clear(record.Mac);
        Array.Clear(record.ServerKey);
        Array.Clear((await ReadAsync(record.Key)).Payload);

        (await ReadAsync(record.Key)).Describe().ShouldBe(expected);
    }

    [Fact]
    public async Task Create_MembersOfTheStore_AreIgnored()
    {
        var record = SampleRecords.Create(1);

        await CreateAsync(record with { Status = RecordStatus.Revoked, EndedAt = Now, GraceUntil = Now });

        (await ReadAsync(record.Key)).Describe().ShouldBe(record.Describe());
    }

    [Fact]
    public async Task Create_KeyExists_IsDuplicateAndChangesNothing()
    {
        var other = await CreateAsync(2);
        var record = await CreateAsync(1);
        var before = await RevisionAsync();

        var creation = new SessionCreation(other.Key, new SessionLimit(1, RevokeOldest: true));
        var write = await Store.CreateAsync(SampleRecords.Create(3) with { Key = record.Key }, creation, Ct);

        write.ShouldBe(new StoreWrite(WriteStatus.Duplicate, 0));
        (await ReadAsync(record.Key)).Describe().ShouldBe(record.Describe());
        (await StatusOf(other)).ShouldBe(RecordStatus.Live);
        (await RevisionAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Create_KeyOfRevokedRecord_IsDuplicate()
    {
        var record = await CreateAsync(1);
        await Store.RevokeAsync(record.Key, Now, Ct);

        (await Store.CreateAsync(record, SessionCreation.Plain, Ct)).Status.ShouldBe(WriteStatus.Duplicate);

        (await StatusOf(record)).ShouldBe(RecordStatus.Revoked);
    }

    [Fact]
    public async Task Create_Replaces_RevokesThatSessionWithItsRotatedRecords()
    {
        var (old, current) = await CreateRotatedAsync(1, 2);
        var record = SampleRecords.Create(3, at: Now);
        var before = await RevisionAsync();

        var write = await Store.CreateAsync(record, new SessionCreation(Replaces: old.Key), Ct);

        write.Status.ShouldBe(WriteStatus.Written);
        write.Revision.ShouldBe(await RevisionAsync());
        (await StatusOf(old)).ShouldBe(RecordStatus.Revoked);
        (await StatusOf(current)).ShouldBe(RecordStatus.Revoked);
        (await ReadAsync(current.Key)).EndedAt.ShouldBe(Now);
        (await StatusOf(record)).ShouldBe(RecordStatus.Live);
        (await ChangesSince(before)).Select(c => c.Key).ShouldBe([old.Key, current.Key], ignoreOrder: true);
    }

    [Fact]
    public async Task Create_ReplacesMissingRecord_IsWritten()
    {
        var record = SampleRecords.Create(1);

        (await Store.CreateAsync(record, new SessionCreation(Replaces: SampleRecords.Key(99)), Ct)).Status.ShouldBe(WriteStatus.Written);

        (await StatusOf(record)).ShouldBe(RecordStatus.Live);
    }

    [Fact]
    public async Task Create_AlreadyAtLimit_IsRefusedAndChangesNothing()
    {
        var first = await CreateAsync(1);
        var second = await CreateAsync(2);
        var stranger = await CreateAsync(3, subject: "bob");
        var before = await RevisionAsync();

        var creation = new SessionCreation(Replaces: stranger.Key, Limit: new SessionLimit(2, RevokeOldest: false));
        var write = await Store.CreateAsync(SampleRecords.Create(4), creation, Ct);

        write.ShouldBe(new StoreWrite(WriteStatus.LimitReached, 0));
        (await Store.ReadAsync(SampleRecords.Key(4), Ct)).ShouldBeNull();
        (await StatusOf(first)).ShouldBe(RecordStatus.Live);
        (await StatusOf(second)).ShouldBe(RecordStatus.Live);
        (await StatusOf(stranger)).ShouldBe(RecordStatus.Live);
        (await RevisionAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Create_BelowLimit_IsWritten()
    {
        await CreateAsync(1);
        await CreateAsync(2, subject: "bob");

        var write = await Store.CreateAsync(SampleRecords.Create(3), new SessionCreation(Limit: new SessionLimit(2, RevokeOldest: false)), Ct);

        write.Status.ShouldBe(WriteStatus.Written);
    }

    [Fact]
    public async Task Create_LimitRevokesOldest_LeastRecentlyCreatedMakeRoom()
    {
        // Not in the order of creation, and the oldest has been seen last.
        var middle = await CreateAsync(1, at: SampleRecords.Start.AddSeconds(2));
        var oldest = await CreateAsync(2, at: SampleRecords.Start.AddSeconds(1));
        var newest = await CreateAsync(3, at: SampleRecords.Start.AddSeconds(3));
        await Store.TouchAsync([new SessionTouch(oldest.Key, 1, Now, [1])], Ct);
        var before = await RevisionAsync();

        var record = SampleRecords.Create(4, at: Now);
        var write = await Store.CreateAsync(record, new SessionCreation(Limit: new SessionLimit(2, RevokeOldest: true)), Ct);

        write.Status.ShouldBe(WriteStatus.Written);
        (await StatusOf(oldest)).ShouldBe(RecordStatus.Revoked);
        (await StatusOf(middle)).ShouldBe(RecordStatus.Revoked);
        (await StatusOf(newest)).ShouldBe(RecordStatus.Live);
        (await ReadAsync(oldest.Key)).EndedAt.ShouldBe(Now);
        (await ChangesSince(before)).Select(c => c.Key).ShouldBe([oldest.Key, middle.Key], ignoreOrder: true);
    }

    [Fact]
    public async Task Create_LimitOfOneWhileTheReplacedIsTheOnlyOne_IsWritten()
    {
        var replaced = await CreateAsync(1);

        var creation = new SessionCreation(replaced.Key, new SessionLimit(1, RevokeOldest: false));
        var write = await Store.CreateAsync(SampleRecords.Create(2), creation, Ct);

        write.Status.ShouldBe(WriteStatus.Written);
        (await StatusOf(replaced)).ShouldBe(RecordStatus.Revoked);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("idle")]
    [InlineData("revoked")]
    [InlineData("superseded")]
    [InlineData("epoch")]
    public async Task Create_LimitAndOthersOfNoUse_TheyDoNotCount(string how)
    {
        var other = SampleRecords.Create(1);
        var limit = 1;
        switch (how)
        {
            case "expired":
                await CreateAsync(other with { ExpiresAt = Now });
                break;
            case "idle":
                await CreateAsync(other with { LastSeenAt = Now.AddMinutes(-30) });
                break;
            case "revoked":
                await CreateAsync(other);
                await Store.RevokeAsync(other.Key, Now, Ct);
                break;
            case "superseded":
                await CreateRotatedAsync(1, 2);
                limit = 2;
                break;
            default:
                await CreateAsync(other);
                await Store.AdvanceEpochAsync(EpochScope.Tenant, "acme", SampleRecords.Entry(), Ct);
                break;
        }

        var creation = new SessionCreation(Limit: new SessionLimit(limit, RevokeOldest: false));
        var write = await Store.CreateAsync(SampleRecords.Create(3, at: Now), creation, Ct);

        write.Status.ShouldBe(WriteStatus.Written);
    }

    [Fact]
    public async Task Create_LimitAndOtherUsableToTheLastMillisecond_Counts()
    {
        await CreateAsync(SampleRecords.Create(1) with { ExpiresAt = Now.AddMilliseconds(1) });
        await CreateAsync(SampleRecords.Create(2) with { LastSeenAt = Now.AddMinutes(-30).AddMilliseconds(1) });

        var creation = new SessionCreation(Limit: new SessionLimit(2, RevokeOldest: false));
        var write = await Store.CreateAsync(SampleRecords.Create(3, at: Now), creation, Ct);

        write.Status.ShouldBe(WriteStatus.LimitReached);
    }

    [Fact]
    public async Task Create_LimitForAnonymous_IsWritten()
    {
        await CreateAsync(1, subject: null);

        var creation = new SessionCreation(Limit: new SessionLimit(1, RevokeOldest: true));
        var write = await Store.CreateAsync(SampleRecords.Create(2, subject: null), creation, Ct);

        write.Status.ShouldBe(WriteStatus.Written);
        (await StatusOf(SampleRecords.Create(1))).ShouldBe(RecordStatus.Live);
    }

    [Fact]
    public async Task Create_Plain_IsNoChangeForTheFeed()
    {
        var before = await RevisionAsync();

        await CreateAsync(1);

        (await RevisionAsync()).ShouldBe(before);
    }
}
