using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    private static readonly DateTimeOffset Never = DateTimeOffset.UnixEpoch;

    [Fact]
    public async Task Purge_RecordsPastTheCutoff_AreGoneAndOthersStay()
    {
        var cut = SampleRecords.Start.AddHours(1);
        var expired = await CreateAsync(SampleRecords.Create(1) with { ExpiresAt = cut.AddMilliseconds(-1), LastSeenAt = cut });
        var idle = await CreateAsync(SampleRecords.Create(2) with { LastSeenAt = cut.AddMinutes(-30).AddMilliseconds(-1) });
        var revoked = await CreateAsync(SampleRecords.Create(3) with { LastSeenAt = cut });
        await Store.RevokeAsync(revoked.Key, cut.AddMilliseconds(-1), Ct);
        var rotated = await CreateAsync(SampleRecords.Create(4) with { LastSeenAt = cut });
        await Store.RotateAsync(rotated.Key, 1, rotated.Successor(5), Now, cut.AddMilliseconds(-1), Ct);

        var atExpiry = await CreateAsync(SampleRecords.Create(6) with { ExpiresAt = cut, LastSeenAt = cut });
        var atIdle = await CreateAsync(SampleRecords.Create(7) with { LastSeenAt = cut.AddMinutes(-30) });
        var atRevoked = await CreateAsync(SampleRecords.Create(8) with { LastSeenAt = cut });
        await Store.RevokeAsync(atRevoked.Key, cut, Ct);
        var inGrace = await CreateAsync(SampleRecords.Create(9) with { LastSeenAt = cut });
        await Store.RotateAsync(inGrace.Key, 1, inGrace.Successor(10), Now, cut, Ct);

        var count = await Store.PurgeAsync(new PurgeCutoffs(Now.AddDays(1), cut, Never, Never, Never), Ct);

        count.ShouldBe(4);
        foreach (var gone in new[] { expired, idle, revoked, rotated })
        {
            (await Store.ReadAsync(gone.Key, Ct)).ShouldBeNull();
            (await Store.FindByBindingAsync(gone.BindingKey, Ct)).ShouldBeNull();
        }

        foreach (var stays in new[] { atExpiry, atIdle, atRevoked, inGrace, rotated.Successor(5), inGrace.Successor(10) })
        {
            (await Store.ReadAsync(stays.Key, Ct)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Purge_CutoffAfterNow_LeavesWhatIsOfUseNow()
    {
        var now = SampleRecords.Start.AddHours(1);
        var live = await CreateAsync(SampleRecords.Create(1) with { LastSeenAt = now.AddMinutes(-1) });
        var inGrace = await CreateAsync(SampleRecords.Create(2) with { LastSeenAt = now });
        await Store.RotateAsync(inGrace.Key, 1, inGrace.Successor(3), now.AddSeconds(-10), now.AddSeconds(10), Ct);

        (await Store.PurgeAsync(new PurgeCutoffs(now, now.AddYears(10), Never, Never, Never), Ct)).ShouldBe(0);

        (await StatusOf(live)).ShouldBe(RecordStatus.Live);
        (await StatusOf(inGrace)).ShouldBe(RecordStatus.Superseded);
    }

    [Fact]
    public async Task Purge_NeverExpiringRecord_Stays()
    {
        var record = await CreateAsync(SampleRecords.Create(1) with
        {
            IdleTimeout = TimeSpan.MaxValue,
            ExpiresAt = DateTimeOffset.MaxValue,
        });

        (await Store.PurgeAsync(new PurgeCutoffs(Now.AddYears(100), Now.AddYears(100), Never, Never, Never), Ct)).ShouldBe(0);

        (await StatusOf(record)).ShouldBe(RecordStatus.Live);
    }

    [Fact]
    public async Task Purge_TouchedMeanwhile_Stays()
    {
        var record = await CreateAsync(1);
        await Store.TouchAsync([new SessionTouch(record.Key, 1, Now.AddHours(5), [1])], Ct);

        (await Store.PurgeAsync(new PurgeCutoffs(Now.AddDays(1), Now.AddHours(5), Never, Never, Never), Ct)).ShouldBe(0);
        (await Store.PurgeAsync(new PurgeCutoffs(Now.AddDays(1), Now.AddHours(5).AddMinutes(31), Never, Never, Never), Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task Purge_MoreThanABatch_AllGo()
    {
        for (var i = 0; i < 1_200; i++)
        {
            await Store.AppendMixupAsync(SampleMixup(i, Now), Ct);
        }

        (await Store.PurgeAsync(new PurgeCutoffs(Now, Never, Never, Now.AddMilliseconds(1), Never), Ct)).ShouldBe(1_200);

        (await Store.ReadMixupsAsync(Never, 10, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Purge_AfterARevokedRecordWent_NothingRevivesIt()
    {
        var record = await CreateAsync(1);
        await Store.RevokeAsync(record.Key, Now, Ct);
        await Store.PurgeAsync(new PurgeCutoffs(Now.AddDays(1), Now.AddDays(1), Never, Never, Never), Ct);

        (await Store.WriteAsync(record.Next(), 1, Ct)).Status.ShouldBe(WriteStatus.Gone);
        (await Store.RotateAsync(record.Key, 1, record.Successor(2), Now, Now, Ct)).Status.ShouldBe(WriteStatus.Gone);
        await Store.TouchAsync([new SessionTouch(record.Key, 1, Now, [1])], Ct);

        (await Store.ReadAsync(record.Key, Ct)).ShouldBeNull();
        (await Store.ReadAsync(SampleRecords.Key(2), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Purge_Changes_MakesTheFeedPartialForThoseWhoMissedThem()
    {
        var start = await RevisionAsync();
        await Store.AdvanceEpochAsync(EpochScope.All, null, SampleRecords.Entry(), Ct);
        var afterFirst = await RevisionAsync();
        Clock.Advance(TimeSpan.FromMinutes(10));
        await Store.AdvanceEpochAsync(EpochScope.Tenant, "acme", SampleRecords.Entry(), Ct);

        var cut = SampleRecords.Start.AddMinutes(5);
        (await Store.PurgeAsync(new PurgeCutoffs(Now, Never, cut, Never, Never), Ct)).ShouldBe(1);

        var missed = await Store.ReadControlAsync(start, Ct);
        missed.IsPartial.ShouldBeTrue();
        missed.Revision.ShouldBe(await RevisionAsync());
        var saw = await Store.ReadControlAsync(afterFirst, Ct);
        saw.IsPartial.ShouldBeFalse();
        saw.Changes.Single().Kind.ShouldBe(ControlChangeKind.TenantEpoch);
        (await Store.ReadControlAsync(0, Ct)).IsPartial.ShouldBeFalse();
    }

    [Fact]
    public async Task Purge_AllChanges_LeavesRevisionEpochsAndHistory()
    {
        await Store.AdvanceEpochAsync(EpochScope.Subject, "alice", SampleRecords.Entry(), Ct);
        await Store.SetModeAsync(new ModeState(CloakroomMode.Closed, "operator", "drill", Now), Ct);
        var revision = await RevisionAsync();

        await Store.PurgeAsync(new PurgeCutoffs(Now.AddYears(9), Now.AddYears(9), Now.AddYears(9), Now.AddYears(9), Never), Ct);

        var current = await Store.ReadControlAsync(revision, Ct);
        (current.Revision, current.IsPartial, current.Mode.Mode).ShouldBe((revision, false, CloakroomMode.Closed));
        (await Store.ReadEpochsAsync(null, "alice", Ct)).Subject.ShouldBe(1);
        (await Store.ReadHistoryAsync(10, Ct)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Purge_Mixups_GoByAge()
    {
        await Store.AppendMixupAsync(SampleMixup(1, Now.AddMilliseconds(-1)), Ct);
        await Store.AppendMixupAsync(SampleMixup(2, Now), Ct);

        (await Store.PurgeAsync(new PurgeCutoffs(Now, Never, Never, Now, Never), Ct)).ShouldBe(1);

        (await Store.ReadMixupsAsync(Never, 10, Ct)).Single().Id.ShouldBe(SampleMixup(2, Now).Id);
    }

    private protected static Mixup SampleMixup(int number, DateTimeOffset at) => new()
    {
        Id = $"mixup-{number:0000000000000000}",
        Kind = (MixupKind)(number % 9),
        At = at,
        Disposition = (MixupDisposition)(number % 2),
        Owner = new MixupParty("alice", SampleRecords.Id(1)) { Tenant = "acme" },
        Presenter = number % 2 == 0 ? MixupParty.Unknown : new MixupParty(null, SampleRecords.Id(2)) { Tenant = number % 3 == 0 ? "other" : null },
        Route = "/orders/{id}",
        TraceId = "trace",
        Node = "web-1",
        Detail = "the binding of another session",
    };
}
