using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    private static readonly DateTimeOffset Minute = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task AppendUses_SameKeyAndMinute_AreAddedUp()
    {
        await Store.AppendUsesAsync(1, [Sample(1, 1, second: 10, count: 3, unsafeCount: 1, traces: [7])], Ct);
        await Store.AppendUsesAsync(2, [Sample(1, 1, second: 5, count: 2, unsafeCount: 2, traces: [8, 9])], Ct);
        await Store.AppendUsesAsync(3, [Sample(1, 1, second: 70)], Ct);

        var uses = await Store.ReadUsesAsync([1], Minute, Minute.AddHours(1), 100, Ct);

        uses.Count.ShouldBe(2);
        (uses[0].First, uses[0].Last, uses[0].Count, uses[0].UnsafeCount).ShouldBe((Minute.AddSeconds(5), Minute.AddSeconds(11), 5, 3));
        uses[0].Writes.Select(write => write.Trace).ShouldBe(new UInt128[] { 7, 8, 9 }, ignoreOrder: true);
        uses[0].Writes.ShouldAllBe(write => write.At >= Minute && write.At < Minute.AddMinutes(1));
        (uses[1].Count, uses[1].Minute - uses[0].Minute).ShouldBe((1, 1));
    }

    [Fact]
    public async Task AppendUses_SameBatchAgain_AddsNothing()
    {
        await Store.AppendUsesAsync(1, [Sample(1, 1, count: 3)], Ct);
        await Store.AppendUsesAsync(1, [Sample(1, 1, count: 3)], Ct);

        (await Store.CountUsesAsync(Minute, Minute, Ct)).ShouldBe(new UseTotals(1, 3));
    }

    [Fact]
    public async Task AppendUses_PresenterRouteAndOwner_AreKeptApart()
    {
        await Store.AppendUsesAsync(1, [Sample(1, 1), Sample(1, 2, isForeign: true), Sample(1, 0, isForeign: true), Sample(1, 1, route: UseRoute.SignOut)], Ct);

        (await Store.ReadUsesAsync([1], Minute, Minute, 100, Ct)).Select(use => use.Key).ShouldBe(
            [new UseKey(1, 1, UseRoute.Dynamic, false), new UseKey(1, 2, UseRoute.Dynamic, true), new UseKey(1, 0, UseRoute.Dynamic, true), new UseKey(1, 1, UseRoute.SignOut, false)],
            ignoreOrder: true);
    }

    [Fact]
    public async Task ReadForeignUses_AmongMany_FindsThoseOfTheInterval()
    {
        await Store.AppendUsesAsync(
            1, [.. Enumerable.Range(1, 500).Select(i => Sample(i, i)), Sample(7, 8, isForeign: true), Sample(7, 9, second: 600, isForeign: true), Sample(7, 9, second: -60, isForeign: true)], Ct);

        (await Store.ReadForeignUsesAsync(Minute, Minute.AddMinutes(9), 100, Ct)).ShouldHaveSingleItem().Key.ShouldBe(new UseKey(7, 8, UseRoute.Dynamic, true));
        (await Store.ReadForeignUsesAsync(Minute.AddHours(-1), Minute.AddHours(1), 2, Ct)).Select(use => use.First).ShouldBe([Minute.AddSeconds(-60), Minute]);
    }

    [Fact]
    public async Task CountUses_TenantsWithASessionInTheInterval_AreCountedOnce()
    {
        foreach (var (number, tenant) in new[] { (1, "acme"), (2, "acme"), (3, "other"), (4, null) })
            await CreateAsync(SampleRecords.Create(number) with { Tenant = tenant });

        (await Store.CountUsesAsync(Now, Now.AddMinutes(1), Ct)).Tenants.ShouldBe(2);
        (await Store.CountUsesAsync(Now.AddYears(-2), Now.AddYears(-1), Ct)).Tenants.ShouldBe(0);
        (await Store.CountUsesAsync(Now.AddYears(1), Now.AddYears(2), Ct)).Tenants.ShouldBe(0);
    }

    [Fact]
    public async Task ReadUses_SeveralSessions_FindsTheirsAndNoMoreThanAsked()
    {
        await Store.AppendUsesAsync(1, [.. Enumerable.Range(1, 50).Select(i => Sample(i, i))], Ct);

        (await Store.ReadUsesAsync([3, 4, 99], Minute, Minute, 100, Ct)).Select(use => use.Key.Session).ShouldBe(new UInt128[] { 3, 4 }, ignoreOrder: true);
        (await Store.ReadUsesAsync([3, 4], Minute, Minute, 1, Ct)).Count.ShouldBe(1);
        (await Store.ReadUsesAsync([3, 4], Minute.AddMinutes(1), Minute.AddMinutes(2), 100, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadUses_ManySessionsOfALongTime_FindsTheirsByMinute()
    {
        await Store.AppendUsesAsync(1, [.. Enumerable.Range(1, 300).Select(i => Sample(i, i, second: i % 3 * 60))], Ct);

        var found = await Store.ReadUsesAsync([.. Enumerable.Range(2, 250).Select(i => (UInt128)i)], Minute.AddDays(-1), Minute.AddDays(1), 1_000, Ct);

        found.Count.ShouldBe(250);
        found.Select(use => use.Minute).ShouldBeInOrder();
    }

    [Fact]
    public async Task EraseUses_OfASession_ForgetsItAsOwnerAndPresenter()
    {
        await Store.AppendUsesAsync(1, [Sample(1, 1), Sample(2, 2), Sample(2, 1, isForeign: true), Sample(3, 3)], Ct);

        (await Store.EraseUsesAsync([1], Ct)).ShouldBe(2);

        (await Store.CountUsesAsync(Minute, Minute, Ct)).ShouldBe(new UseTotals(2, 2));
        (await Store.ReadForeignUsesAsync(Minute, Minute, 100, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Purge_Uses_GoByMinute()
    {
        await Store.AppendUsesAsync(1, [Sample(1, 1), Sample(2, 2, second: 59), Sample(1, 1, second: 60)], Ct);

        (await Store.PurgeAsync(new PurgeCutoffs(Now, Never, Never, Never, Minute.AddSeconds(90)), Ct)).ShouldBe(2);

        (await Store.CountUsesAsync(Minute, Minute.AddMinutes(5), Ct)).ShouldBe(new UseTotals(1, 1));
    }

    private static Use Sample(int session, int presenter, int second = 0, int count = 1, int unsafeCount = 0, UInt128[]? traces = null, bool isForeign = false, UseRoute route = UseRoute.Dynamic)
    {
        var first = Minute.AddSeconds(second);
        return new Use(
            new UseKey((UInt128)session, (UInt128)presenter, route, isForeign), first, count > 1 ? first.AddSeconds(1) : first, count, unsafeCount, [.. (traces ?? []).Select(trace => new UnsafeUse(first, trace))]);
    }
}
