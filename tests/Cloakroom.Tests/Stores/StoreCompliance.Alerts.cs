using Cloakroom.Alerts;
using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    private const string Ops = "ops";

    [Fact]
    public async Task LeaseAlerts_AfterAnIncidentOpened_HandsItOutOnceWithTheIncidentAsItWas()
    {
        await LeaseAsync("t0");
        var place = await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        await Store.AppendMixupAsync(OfKind(2, Now.AddSeconds(1)), Ct);

        var leased = (await LeaseAsync("t1")).ShouldHaveSingleItem();

        leased.Event.Id.ShouldBe(AlertEvents.IdOf(place.IncidentId!, AlertEventKind.Opened));
        leased.Event.Kind.ShouldBe(AlertEventKind.Opened);
        leased.Event.At.ShouldBe(Now);
        leased.Event.Incident.ShouldBe(Incident.OpenedBy(OfKind(1, Now)));
        (leased.Destination, leased.State, leased.Attempts, leased.PlannedAt).ShouldBe((Ops, AlertState.Pending, 0, Now));
        (await LeaseAsync("t2")).ShouldBeEmpty();
        (await LeaseAsync("t3", destination: "mail")).ShouldHaveSingleItem().Destination.ShouldBe("mail");
    }

    [Fact]
    public async Task LeaseAlerts_AfterItRanOut_HandsItToSomebodyElse()
    {
        await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        var first = (await LeaseAsync("t1")).ShouldHaveSingleItem();

        (await LeaseAsync("t2", Now.AddSeconds(59))).ShouldBeEmpty();
        (await LeaseAsync("t3", Now.AddSeconds(60))).ShouldHaveSingleItem().Event.Id.ShouldBe(first.Event.Id);

        (await SettleAsync(first, "t1", AlertState.Dead)).ShouldBeFalse();
        (await Store.ReadAlertsAsync(null, null, 10, Ct)).ShouldHaveSingleItem().State.ShouldBe(AlertState.Pending);
        (await SettleAsync(first, "t1", AlertState.Delivered)).ShouldBeFalse("it is somebody else's, but it has been delivered");
        (await Store.ReadAlertsAsync(null, null, 10, Ct)).ShouldHaveSingleItem().State.ShouldBe(AlertState.Delivered);
    }

    [Fact]
    public async Task LeaseAlerts_UnderAClockThatWasSetBack_DoesNotWaitForTheOtherTime()
    {
        await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        var leased = (await LeaseAsync("t1", Now)).ShouldHaveSingleItem();
        await SettleAsync(leased, "t1", AlertState.Pending, next: Now.AddMinutes(15));

        (await LeaseAsync("t2", Now)).ShouldBeEmpty();
        (await LeaseAsync("t3", Now.AddHours(-1))).ShouldHaveSingleItem();
        (await LeaseAsync("t4", Now.AddHours(-2))).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task LeaseAlerts_OfOneIncident_ComeInOrderAndOthersDoNotWait()
    {
        await LeaseAsync("t0");
        var place = await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        await Store.CloseIncidentAsync(place.IncidentId!, new IncidentClosing(Now, "ann", "over"), Ct);
        await Store.AppendMixupAsync(OfKind(2, Now, MixupKind.Canary), Ct);

        var first = await LeaseAsync("t1");
        first.Select(delivery => (delivery.Event.Kind, delivery.Event.Incident.Cause!.Kind)).ShouldBe(
            [(AlertEventKind.Opened, MixupKind.ForeignBinding), (AlertEventKind.Opened, MixupKind.Canary)]);
        await SettleAsync(first[0], "t1", AlertState.Pending, next: Now.AddMinutes(1));
        (await LeaseAsync("t2")).ShouldBeEmpty();

        await SettleAsync((await LeaseAsync("t3", Now.AddMinutes(1)))[0], "t3", AlertState.Dead);
        var closed = (await LeaseAsync("t4", Now.AddMinutes(1))).ShouldHaveSingleItem();
        closed.Event.Kind.ShouldBe(AlertEventKind.Closed);
        closed.Event.Incident.Closing.ShouldBe(new IncidentClosing(Now, "ann", "over"));
    }

    [Fact]
    public async Task LeaseAlerts_ByManyAtOnce_GivesEachToOne()
    {
        foreach (var kind in Enum.GetValues<MixupKind>()) await Store.AppendMixupAsync(OfKind((int)kind, Now, kind), Ct);

        var leased = await AtOnce(20, i => LeaseAsync($"t{i}"));

        leased.Sum(some => some.Count).ShouldBe(Enum.GetValues<MixupKind>().Length);
        leased.SelectMany(some => some).Select(delivery => delivery.Event.Id).ShouldBeUnique();
    }

    [Fact]
    public async Task LeaseAlerts_ToANewDestination_TellsTheLastHourOnly()
    {
        await Store.AppendMixupAsync(OfKind(1, Now.AddHours(-2), MixupKind.CrossFlow), Ct);
        await Store.AppendMixupAsync(OfKind(2, Now.AddMinutes(-59)), Ct);

        (await LeaseAsync("t1")).ShouldHaveSingleItem().Event.Incident.Cause!.Kind.ShouldBe(MixupKind.ForeignBinding);
    }

    [Fact]
    public async Task LeaseAlerts_WithAMaximum_GivesTheOldestFirst()
    {
        await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        await Store.AppendMixupAsync(OfKind(2, Now, MixupKind.Canary), Ct);

        (await LeaseAsync("t1", max: 1)).ShouldHaveSingleItem().Event.Incident.Cause!.Kind.ShouldBe(MixupKind.ForeignBinding);
        (await LeaseAsync("t2", max: 1)).ShouldHaveSingleItem().Event.Incident.Cause!.Kind.ShouldBe(MixupKind.Canary);
    }

    [Fact]
    public async Task SettleAlert_EachResult_IsReadBack()
    {
        await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        var leased = (await LeaseAsync("t1")).ShouldHaveSingleItem();

        (await SettleAsync(leased, "t1", AlertState.Pending, answer: null)).ShouldBeTrue();
        (await Store.ReadAlertsAsync(null, null, 10, Ct)).ShouldHaveSingleItem().ShouldBe(leased);

        await LeaseAsync("t2");
        (await SettleAsync(leased, "t2", AlertState.Pending, next: Now.AddSeconds(2), answer: "503, \u00e9")).ShouldBeTrue();
        (await Store.ReadAlertsAsync(AlertState.Pending, Ops, 10, Ct)).ShouldHaveSingleItem()
            .ShouldBe(leased with { Attempts = 1, NextAt = Now.AddSeconds(2), Answer = "503, \u00e9" });

        await LeaseAsync("t3", Now.AddSeconds(2));
        (await SettleAsync(leased, "t3", AlertState.Dead, answer: "410 Gone")).ShouldBeTrue();
        var dead = (await Store.ReadAlertsAsync(AlertState.Dead, Ops, 10, Ct)).ShouldHaveSingleItem();
        (dead.Attempts, dead.Answer, dead.SettledAt).ShouldBe((2, "410 Gone", Now));
        (await Store.ReadAlertsAsync(AlertState.Pending, Ops, 10, Ct)).ShouldBeEmpty();
        (await Store.ReadAlertsAsync(null, "mail", 10, Ct)).ShouldBeEmpty();
        (await LeaseAsync("t4", Now.AddDays(2))).ShouldBeEmpty();
    }

    [Fact]
    public async Task RetryAlerts_DeadOnes_ArePendingAgainAndAudited()
    {
        await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        var leased = (await LeaseAsync("t1")).ShouldHaveSingleItem();
        await SettleAsync(leased, "t1", AlertState.Dead);
        var entry = new ControlEntry(Now.AddHours(1), "alert retry", "ann", "the receiver is back");

        (await Store.RetryAlertsAsync("mail", entry, Ct)).ShouldBe(0);
        (await Store.ReadHistoryAsync(10, Ct)).ShouldNotContain(entry);
        (await Store.RetryAlertsAsync(Ops, entry, Ct)).ShouldBe(1);
        (await Store.RetryAlertsAsync(null, entry, Ct)).ShouldBe(0);

        (await Store.ReadHistoryAsync(10, Ct)).Count(known => known == entry).ShouldBe(1);
        var again = (await LeaseAsync("t2", Now.AddHours(1))).ShouldHaveSingleItem();
        (again.State, again.Attempts, again.PlannedAt, again.SettledAt).ShouldBe((AlertState.Pending, 0, Now.AddHours(1), null));
    }

    [Fact]
    public async Task CountAlerts_InEachState_AreToldByDestination()
    {
        (await Store.CountAlertsAsync(Now, Ct)).ShouldBeEmpty();
        foreach (var kind in new[] { MixupKind.ForeignBinding, MixupKind.Canary, MixupKind.CrossFlow, MixupKind.ForeignOwner }) await Store.AppendMixupAsync(OfKind((int)kind, Now, kind), Ct);
        var leased = await LeaseAsync("t1");
        await LeaseAsync("t1", destination: "mail");
        await SettleAsync(leased[0], "t1", AlertState.Delivered);
        await SettleAsync(leased[1], "t1", AlertState.Dead);
        await SettleAsync(leased[2], "t1", AlertState.Muted);

        (await Store.CountAlertsAsync(Now, Ct)).ShouldBe([new AlertTotals("mail", 4, 0, 0, 0, Now), new AlertTotals(Ops, 1, 1, 1, 1, Now)]);
        (await Store.CountAlertsAsync(Now.AddSeconds(1), Ct))[1].DeadLately.ShouldBe(0);
    }

    [Fact]
    public async Task TakeAlertTurn_ByMany_IsOnesOncePerInterval()
    {
        await LeaseAsync("t0");

        (await AtOnce(10, _ => Store.TakeAlertTurnAsync(Ops, Now, TimeSpan.FromMinutes(1), Ct).AsTask())).Count(taken => taken).ShouldBe(1);
        (await Store.TakeAlertTurnAsync(Ops, Now.AddSeconds(59), TimeSpan.FromMinutes(1), Ct)).ShouldBeFalse();
        (await Store.TakeAlertTurnAsync(Ops, Now.AddSeconds(60), TimeSpan.FromMinutes(1), Ct)).ShouldBeTrue();
        (await Store.TakeAlertTurnAsync(Ops, Now.AddHours(-1), TimeSpan.FromMinutes(1), Ct)).ShouldBeTrue("the clock was set back");
        (await Store.TakeAlertTurnAsync("unknown", Now, TimeSpan.FromMinutes(1), Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task AppendMixup_AThousand_AreAHandfulOfEvents()
    {
        await LeaseAsync("t0");
        for (var i = 0; i < 1_000; i++)
        {
            await Store.AppendMixupAsync(OfKind(i, Now) with { Disposition = i is 500 or 600 ? MixupDisposition.Exposed : MixupDisposition.Blocked }, Ct);
        }

        var told = await DrainAsync();

        told.Select(happened => (happened.Kind, happened.Escalation)).ShouldBe(
        [
            (AlertEventKind.Opened, null),
            (AlertEventKind.Escalated, new AlertEscalation(AlertCount.Mixups, 10)),
            (AlertEventKind.Escalated, new AlertEscalation(AlertCount.Mixups, 100)),
            (AlertEventKind.Escalated, new AlertEscalation(AlertCount.Exposed, 1)),
            (AlertEventKind.Escalated, new AlertEscalation(AlertCount.Mixups, 1_000)),
        ]);
        told[^1].Incident.Mixups.ShouldBe(1_000);
        told[3].Incident.Exposed.ShouldBe(1);
    }

    [Fact]
    public async Task OpenIncident_ByHandTwice_IsToldOnce()
    {
        var opening = ByHand(Now.AddHours(-1), Now);
        await Store.OpenIncidentAsync("by-hand", Now, opening, Ct);
        await Store.OpenIncidentAsync("by-hand", Now, opening, Ct);

        (await DrainAsync()).ShouldHaveSingleItem().Incident.ByHand.ShouldBe(opening);
    }

    [Fact]
    public async Task Purge_Alerts_TakesOldOnesButNoneThatWaits()
    {
        await LeaseAsync("t0");
        await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        await Store.AppendMixupAsync(OfKind(2, Now, MixupKind.Canary), Ct);
        var leased = await LeaseAsync("t1");
        await SettleAsync(leased[0], "t1", AlertState.Delivered);

        await Store.PurgeAsync(new PurgeCutoffs(Now, Never, Never, Now.AddMinutes(10), Never), Ct);

        (await Store.ReadAlertsAsync(null, null, 10, Ct)).ShouldHaveSingleItem().Event.Id.ShouldBe(leased[1].Event.Id);
        await Store.AppendMixupAsync(OfKind(3, Now.AddMinutes(20), MixupKind.CrossFlow), Ct);
        (await LeaseAsync("t2", Now.AddMinutes(20))).Select(delivery => delivery.Event.Incident.Cause!.Kind).ShouldBe([MixupKind.Canary, MixupKind.CrossFlow]);
    }

    private Task<IReadOnlyList<AlertDelivery>> LeaseAsync(string token, DateTimeOffset? now = null, string destination = Ops, int max = 100) =>
        Store.LeaseAlertsAsync(new AlertLease(destination, token, now ?? Now, (now ?? Now).AddSeconds(60), max), Ct).AsTask();

    private Task<bool> SettleAsync(AlertDelivery delivery, string token, AlertState state, DateTimeOffset? next = null, string? answer = "200 OK") =>
        Store.SettleAlertAsync(new AlertSettlement(delivery.Destination, delivery.Event.Id, token, state, Now, next ?? Now, answer), Ct).AsTask();

    private async Task<List<AlertEvent>> DrainAsync()
    {
        var told = new List<AlertEvent>();
        while (await LeaseAsync("drain") is { Count: > 0 } some)
        {
            foreach (var delivery in some)
            {
                told.Add(delivery.Event);
                await SettleAsync(delivery, "drain", AlertState.Delivered);
            }
        }

        return told;
    }
}
