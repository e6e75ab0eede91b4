using Cloakroom.Control;
using Cloakroom.Edges;
using Cloakroom.Journal;
using Cloakroom.Operations;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task ReadMinutes_AfterUsesSignInsAndIssues_AddsThemUpByMinute()
    {
        await Store.AppendUsesAsync(1, [Sample(1, 1, count: 3), Sample(1, 2, count: 2, isForeign: true), Sample(1, 1, second: 60)], Ct);
        await Store.AppendUsesAsync(1, [Sample(1, 1, count: 3)], Ct);
        await Store.AppendUsesAsync(2, [Sample(2, 2, count: 4)], Ct);
        await CreateAsync(1, at: Minute.AddSeconds(59));
        await CreateAsync(2, subject: null, at: Minute);
        if (Store is IEdgeStore edges)
        {
            await edges.TryIssueAsync(new Issue(1, 5, null, Minute), Ct);
            await edges.TryIssueAsync(new Issue(1, 5, null, Minute.AddDays(2)), Ct);
            await edges.TryIssueAsync(new Issue(2, Issue.Nobody, null, Minute), Ct);
            await edges.TryIssueAsync(new Issue(3, 6, null, Minute) { IsClaim = true }, Ct);
        }

        (await Store.ReadMinutesAsync(Minute.AddSeconds(30), Minute.AddSeconds(70), Ct)).ShouldBe(
            [new MinuteTotals(Use.MinuteOf(Minute), 9, 2, 1, 1), new MinuteTotals(Use.MinuteOf(Minute) + 1, 1, 0, 0, 0)]);
        (await Store.ReadMinutesAsync(Minute.AddMinutes(2), Minute.AddMinutes(3), Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadMinutes_DuplicateAndRotation_AreNoSignIns()
    {
        var first = await CreateAsync(1, at: Minute);
        (await Store.CreateAsync(first, SessionCreation.Plain, Ct)).Status.ShouldBe(WriteStatus.Duplicate);
        (await Store.RotateAsync(first.Key, 1, first.Successor(2), Minute, Minute, Ct)).Status.ShouldBe(WriteStatus.Written);

        (await Store.ReadMinutesAsync(Minute, Minute, Ct)).ShouldHaveSingleItem().SignIns.ShouldBe(1);
    }

    [Fact]
    public async Task Purge_Minutes_GoWithUses()
    {
        await Store.AppendUsesAsync(1, [Sample(1, 1), Sample(1, 1, second: 60)], Ct);

        await Store.PurgeAsync(new PurgeCutoffs(Now, Never, Never, Never, Minute.AddSeconds(90)), Ct);

        (await Store.ReadMinutesAsync(Minute, Minute.AddHours(1), Ct)).ShouldHaveSingleItem().At.ShouldBe(Minute.AddMinutes(1));
    }

    [Fact]
    public async Task FindMixup_ByItsId_TellsItsIncident()
    {
        var mixup = new Mixup { Id = "m1", Kind = MixupKind.ForeignBinding, At = Minute, Disposition = MixupDisposition.Blocked, Owner = new("alice", "s1"), Detail = "d" };
        var place = await Store.AppendMixupAsync(mixup, Ct);

        (await Store.FindMixupAsync("m1", Ct)).ShouldBe(new FiledMixup(mixup, place.IncidentId));
        (await Store.FindMixupAsync("m2", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task FindById_OfARotatedSession_FindsTheRecordThatContinuesIt()
    {
        var (_, next) = await CreateRotatedAsync(1, 2);

        (await Store.FindByIdAsync(next.Id, Ct)).Describe().ShouldBe((await ReadAsync(next.Key)).Describe());
        (await Store.FindByIdAsync(SampleRecords.Id(9), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task CountLive_ByScope_CountsWhatWouldEnd()
    {
        await CreateAsync(1, "alice");
        await CreateAsync(2, "bob");
        await CreateAsync(3, subject: null);
        await CreateAsync(SampleRecords.Create(4, "carol", tenant: "other"));
        await CreateAsync(SampleRecords.Create(5, "alice", at: SampleRecords.Start.AddDays(-1)));
        var ended = await CreateAsync(6, "alice");
        await Store.RevokeAsync(ended.Key, Now, Ct);

        (await Store.CountLiveAsync(EpochScope.All, null, Now, 100, Ct)).ShouldBe(4);
        (await Store.CountLiveAsync(EpochScope.All, null, Now, 2, Ct)).ShouldBe(2);
        (await Store.CountLiveAsync(EpochScope.Tenant, "other", Now, 100, Ct)).ShouldBe(1);
        (await Store.CountLiveAsync(EpochScope.Subject, "alice", Now, 100, Ct)).ShouldBe(1);

        await Store.AdvanceEpochAsync(EpochScope.Subject, "alice", SampleRecords.Entry(), Ct);
        (await Store.CountLiveAsync(EpochScope.Subject, "alice", Now, 100, Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task RevokeById_WithAnEntry_IsInTheAuditTrailOnceItEnded()
    {
        var record = await CreateAsync(1);
        var entry = SampleRecords.Entry("end session x");

        (await Store.RevokeByIdAsync("mallory", record.Id, entry, Ct)).ShouldBeFalse();
        (await Store.ReadHistoryAsync(10, Ct)).ShouldBeEmpty();
        (await Store.RevokeByIdAsync("alice", record.Id, entry, Ct)).ShouldBeTrue();
        (await Store.RevokeByIdAsync("alice", record.Id, entry, Ct)).ShouldBeFalse();

        (await StatusOf(record)).ShouldBe(RecordStatus.Revoked);
        (await Store.ReadHistoryAsync(10, Ct)).ShouldBe([entry]);
    }
}
