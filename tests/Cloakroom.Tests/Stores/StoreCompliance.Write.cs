using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Write_ExpectedGeneration_ReplacesTheRecordAndIsAChange()
    {
        var record = await CreateAsync(1);
        var before = await RevisionAsync();
        var next = record.Next() with
        {
            BindingKey = SampleRecords.Binding(50),
            Subject = "carol",
            Tenant = null,
            ClientLabel = "Lynx",
            ExpiresAt = Now.AddDays(1),
            Epochs = new EpochStamp(1, 2, 3),
            ServerKey = [1],
            Format = 8,
        };

        var write = await Store.WriteAsync(next, 1, Ct);

        write.Status.ShouldBe(WriteStatus.Written);
        write.Revision.ShouldBe(await RevisionAsync());
        write.Revision.ShouldBeGreaterThan(before);
        (await ReadAsync(record.Key)).Describe().ShouldBe(next.Describe());
        (await ChangesSince(before)).ShouldBe([new ControlChange(ControlChangeKind.Session, record.Key, null, write.Revision)]);
    }

    [Fact]
    public async Task Write_SearchedColumnsChange_AreFoundUnderTheNewOnesOnly()
    {
        var record = await CreateAsync(1);

        await Store.WriteAsync(record.Next() with { Subject = "carol", BindingKey = SampleRecords.Binding(50) }, 1, Ct);

        (await Store.ListAsync("alice", 10, Ct)).ShouldBeEmpty();
        (await Store.ListAsync("carol", 10, Ct)).Count.ShouldBe(1);
        (await Store.FindByBindingAsync(record.BindingKey, Ct)).ShouldBeNull();
        (await Store.FindByBindingAsync(SampleRecords.Binding(50), Ct)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Write_OtherGeneration_IsConflictAndChangesNothing()
    {
        var record = await CreateAsync(1);
        var second = record.Next("second");
        await Store.WriteAsync(second, 1, Ct);
        var before = await RevisionAsync();

        (await Store.WriteAsync(record.Next("late"), 1, Ct)).ShouldBe(new StoreWrite(WriteStatus.Conflict, 0));
        (await Store.WriteAsync(record.Next("early") with { Generation = 9 }, 3, Ct)).Status.ShouldBe(WriteStatus.Conflict);

        (await ReadAsync(record.Key)).Describe().ShouldBe(second.Describe());
        (await RevisionAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Write_Missing_IsGoneAndNeverCreates()
    {
        (await Store.WriteAsync(SampleRecords.Create(1).Next(), 1, Ct)).ShouldBe(new StoreWrite(WriteStatus.Gone, 0));

        (await Store.ReadAsync(SampleRecords.Key(1), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Write_Revoked_IsGoneAndNeverRevives()
    {
        var record = await CreateAsync(1);
        await Store.RevokeAsync(record.Key, Now, Ct);

        (await Store.WriteAsync(record.Next(), 1, Ct)).Status.ShouldBe(WriteStatus.Gone);
        (await Store.WriteAsync(record.Next() with { Generation = 3 }, 2, Ct)).Status.ShouldBe(WriteStatus.Gone);

        (await ReadAsync(record.Key)).Describe().ShouldBe((record with { Status = RecordStatus.Revoked, EndedAt = Now }).Describe());
    }

    [Fact]
    public async Task Write_Superseded_IsGone()
    {
        var (old, _) = await CreateRotatedAsync(1, 2);

        (await Store.WriteAsync(old.Next(), 1, Ct)).Status.ShouldBe(WriteStatus.Gone);

        (await StatusOf(old)).ShouldBe(RecordStatus.Superseded);
    }

    [Fact]
    public async Task Write_MembersOfTheStore_AreIgnored()
    {
        var record = await CreateAsync(1);

        await Store.WriteAsync(record.Next() with { Status = RecordStatus.Revoked, EndedAt = Now, GraceUntil = Now }, 1, Ct);

        (await ReadAsync(record.Key)).Describe().ShouldBe(record.Next().Describe());
    }

    [Fact]
    public async Task Write_GenerationDoesNotGrow_IsRefused()
    {
        var record = await CreateAsync(1);

        await Should.ThrowAsync<ArgumentException>(async () => await Store.WriteAsync(record, 1, Ct));
    }

    [Fact]
    public async Task Rotate_ExpectedGeneration_SupersedesAndInsertsTheSuccessor()
    {
        var old = await CreateAsync(1);
        var before = await RevisionAsync();
        var successor = old.Successor(2);

        var write = await Store.RotateAsync(old.Key, 1, successor, Now, Now.AddSeconds(30), Ct);

        write.Status.ShouldBe(WriteStatus.Written);
        write.Revision.ShouldBe(await RevisionAsync());
        (await ReadAsync(old.Key)).Describe().ShouldBe(
            (old with { Status = RecordStatus.Superseded, EndedAt = Now, GraceUntil = Now.AddSeconds(30) }).Describe());
        (await ReadAsync(successor.Key)).Describe().ShouldBe(successor.Describe());
        (await ChangesSince(before)).ShouldBe([new ControlChange(ControlChangeKind.Session, old.Key, null, write.Revision)]);
    }

    [Fact]
    public async Task Rotate_OtherGeneration_IsConflictAndChangesNothing()
    {
        var old = await CreateAsync(1);

        (await Store.RotateAsync(old.Key, 2, old.Successor(2), Now, Now, Ct)).ShouldBe(new StoreWrite(WriteStatus.Conflict, 0));

        (await StatusOf(old)).ShouldBe(RecordStatus.Live);
        (await Store.ReadAsync(SampleRecords.Key(2), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Rotate_MissingSupersededOrRevoked_IsGoneAndInsertsNothing()
    {
        var (old, current) = await CreateRotatedAsync(1, 2);
        (await Store.RotateAsync(old.Key, 1, old.Successor(3), Now, Now, Ct)).ShouldBe(new StoreWrite(WriteStatus.Gone, 0));
        await Store.RevokeAsync(current.Key, Now, Ct);
        (await Store.RotateAsync(current.Key, 1, old.Successor(3), Now, Now, Ct)).Status.ShouldBe(WriteStatus.Gone);
        (await Store.RotateAsync(SampleRecords.Key(9), 1, old.Successor(3), Now, Now, Ct)).Status.ShouldBe(WriteStatus.Gone);

        (await Store.ReadAsync(SampleRecords.Key(3), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Rotate_SuccessorsKeyExists_IsDuplicateAndChangesNothing()
    {
        var old = await CreateAsync(1);
        var other = await CreateAsync(2, subject: "bob");
        var before = await RevisionAsync();

        (await Store.RotateAsync(old.Key, 1, old.Successor(2), Now, Now, Ct)).ShouldBe(new StoreWrite(WriteStatus.Duplicate, 0));
        (await Store.RotateAsync(old.Key, 1, old.Successor(1), Now, Now, Ct)).Status.ShouldBe(WriteStatus.Duplicate);

        (await ReadAsync(old.Key)).Describe().ShouldBe(old.Describe());
        (await ReadAsync(other.Key)).Describe().ShouldBe(other.Describe());
        (await RevisionAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Rotate_SuccessorOfAnotherSession_IsRefusedAndChangesNothing()
    {
        var old = await CreateAsync(1);

        await Should.ThrowAsync<ArgumentException>(
            async () => await Store.RotateAsync(old.Key, 1, old.Successor(2) with { Id = SampleRecords.Id(2) }, Now, Now, Ct));

        (await StatusOf(old)).ShouldBe(RecordStatus.Live);
        (await Store.ReadAsync(SampleRecords.Key(2), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Touch_Live_RecordsWhenAndMacAndNothingElse()
    {
        var first = await CreateAsync(1);
        var second = await CreateAsync(2);
        var before = await RevisionAsync();

        await Store.TouchAsync([new SessionTouch(first.Key, 1, Now, [1, 2]), new SessionTouch(second.Key, 1, Now.AddSeconds(1), [3])], Ct);

        (await ReadAsync(first.Key)).Describe().ShouldBe((first with { LastSeenAt = Now, Mac = [1, 2] }).Describe());
        (await ReadAsync(second.Key)).Describe().ShouldBe((second with { LastSeenAt = Now.AddSeconds(1), Mac = [3] }).Describe());
        (await RevisionAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Touch_SomeAreToBeSkipped_OnlyTheOthersAreTouched()
    {
        var (superseded, successor) = await CreateRotatedAsync(1, 2);
        var revoked = await CreateAsync(3);
        await Store.RevokeAsync(revoked.Key, Now, Ct);
        var written = await CreateAsync(4);
        await Store.WriteAsync(written.Next(), 1, Ct);
        var seenLater = await CreateAsync(SampleRecords.Create(5) with { LastSeenAt = Now.AddMinutes(1) });
        var untouched = new[] { superseded, revoked, written, seenLater };
        var before = await Task.WhenAll(untouched.Select(async r => (await ReadAsync(r.Key)).Describe()));

        await Store.TouchAsync(
            [.. untouched.Select(r => r.Key).Append(SampleRecords.Key(99)).Append(successor.Key).Select(k => new SessionTouch(k, 1, Now, [9]))], Ct);

        (await Task.WhenAll(untouched.Select(async r => (await ReadAsync(r.Key)).Describe()))).ShouldBe(before);
        (await Store.ReadAsync(SampleRecords.Key(99), Ct)).ShouldBeNull();
        (await ReadAsync(successor.Key)).LastSeenAt.ShouldBe(Now);
    }

    [Fact]
    public async Task Touch_Nothing_DoesNothing() => await Store.TouchAsync([], Ct);
}
