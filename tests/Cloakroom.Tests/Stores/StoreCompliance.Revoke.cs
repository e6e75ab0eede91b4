using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Revoke_Live_EndsItAndIsAChange()
    {
        var record = await CreateAsync(1);
        var other = await CreateAsync(2);
        var before = await RevisionAsync();

        (await Store.RevokeAsync(record.Key, Now, Ct)).ShouldBeTrue();

        (await ReadAsync(record.Key)).Describe().ShouldBe((record with { Status = RecordStatus.Revoked, EndedAt = Now }).Describe());
        (await ReadAsync(other.Key)).Describe().ShouldBe(other.Describe());
        (await ChangesSince(before)).Select(c => c.Key).ShouldBe([record.Key]);
    }

    [Fact]
    public async Task Revoke_Again_IsFalseAndChangesNothing()
    {
        var record = await CreateAsync(1);
        await Store.RevokeAsync(record.Key, Now, Ct);
        var before = await RevisionAsync();

        (await Store.RevokeAsync(record.Key, Now.AddHours(1), Ct)).ShouldBeFalse();

        (await ReadAsync(record.Key)).EndedAt.ShouldBe(Now);
        (await RevisionAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Revoke_Missing_IsFalse() => (await Store.RevokeAsync(SampleRecords.Key(1), Now, Ct)).ShouldBeFalse();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Revoke_EitherRecordOfARotatedSession_EndsBoth(bool byTheOld)
    {
        var (old, current) = await CreateRotatedAsync(1, 2);
        var before = await RevisionAsync();

        (await Store.RevokeAsync(byTheOld ? old.Key : current.Key, Now.AddSeconds(1), Ct)).ShouldBeTrue();

        // The old record stopped being live when it was rotated away, and no grace is left for it.
        (await ReadAsync(old.Key)).Describe().ShouldBe((old with { Status = RecordStatus.Revoked, EndedAt = Now }).Describe());
        (await ReadAsync(current.Key)).Describe().ShouldBe(
            (current with { Status = RecordStatus.Revoked, EndedAt = Now.AddSeconds(1) }).Describe());
        (await ChangesSince(before)).Select(c => c.Key).ShouldBe([old.Key, current.Key], ignoreOrder: true);
    }

    [Fact]
    public async Task RevokeById_SubjectAndIdMatch_EndsTheSession()
    {
        var (old, current) = await CreateRotatedAsync(1, 2);
        var other = await CreateAsync(3);

        (await Store.RevokeByIdAsync("alice", old.Id, Now, Ct)).ShouldBeTrue();
        (await Store.RevokeByIdAsync("alice", old.Id, Now, Ct)).ShouldBeFalse();

        (await StatusOf(old)).ShouldBe(RecordStatus.Revoked);
        (await StatusOf(current)).ShouldBe(RecordStatus.Revoked);
        (await StatusOf(other)).ShouldBe(RecordStatus.Live);
    }

    [Fact]
    public async Task RevokeById_IdOfAnotherSubject_IsFalseAndChangesNothing()
    {
        var record = await CreateAsync(1, subject: "alice");
        var anonymous = await CreateAsync(2, subject: null);
        await CreateAsync(3, subject: "bob");

        (await Store.RevokeByIdAsync("bob", record.Id, Now, Ct)).ShouldBeFalse();
        (await Store.RevokeByIdAsync("", anonymous.Id, Now, Ct)).ShouldBeFalse();

        (await StatusOf(record)).ShouldBe(RecordStatus.Live);
        (await StatusOf(anonymous)).ShouldBe(RecordStatus.Live);
    }
}
