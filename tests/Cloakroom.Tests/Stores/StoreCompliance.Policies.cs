using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

/// <summary>The contract of <see cref="IPolicyStore"/>.</summary>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task AppendMixup_OwnersOfAnIncident_CountOnceEachAndOnceMoreWhenExposed()
    {
        MixupParty alice = new("alice", "a1"), other = new("alice", "a2"), bob = new("bob", "b"), anonymous = new(null, "c");
        (MixupParty Owner, MixupParty Presenter, MixupDisposition Disposition, long Owners, long Exposed)[] steps =
        [
            (alice, bob, MixupDisposition.Blocked, 1, 0),
            (alice, bob, MixupDisposition.Blocked, 1, 0),
            (other, bob, MixupDisposition.Exposed, 1, 1),
            (alice, anonymous, MixupDisposition.Exposed, 1, 1),
            (alice, other, MixupDisposition.Exposed, 1, 1),
            (anonymous, bob, MixupDisposition.Exposed, 2, 2),
            (MixupParty.Unknown, bob, MixupDisposition.Blocked, 3, 2),
            (MixupParty.Unknown, bob, MixupDisposition.Exposed, 3, 3),
            (MixupParty.Unknown, MixupParty.Unknown, MixupDisposition.Blocked, 4, 3),
            (MixupParty.Unknown, MixupParty.Unknown, MixupDisposition.Blocked, 4, 3),
        ];
        for (var i = 0; i < steps.Length; i++)
        {
            var mixup = OfKind(i, Now) with { Owner = steps[i].Owner, Presenter = steps[i].Presenter, Disposition = steps[i].Disposition };
            await Store.AppendMixupAsync(mixup, Ct);
            await Store.AppendMixupAsync(mixup, Ct);
            var incident = (await Store.ReadPolicyCasesAsync(Ct)).ShouldHaveSingleItem().Incident;
            (incident.Owners, incident.ExposedOwners, incident.Mixups).ShouldBe((steps[i].Owners, steps[i].Exposed, i + 1), $"step {i}");
        }
    }

    [Fact]
    public async Task AddPolicyAction_TheSameAgain_IsDoneOnceAndWrittenDown()
    {
        var incident = await OpenedAsync();
        var observed = ActionOn(incident, Policy.CloseSignIn, hasActed: false);

        (await Store.AddPolicyActionAsync(observed, Ct)).ShouldBeTrue();
        (await Store.AddPolicyActionAsync(observed with { Node = "web-2" }, Ct)).ShouldBeFalse();
        (await Store.ReadControlAsync(0, Ct)).Mode.Mode.ShouldBe(CloakroomMode.Open);
        (await Store.AddPolicyActionAsync(observed with { HasActed = true }, Ct)).ShouldBeTrue();
        (await Store.AddPolicyActionAsync(observed with { HasActed = true }, Ct)).ShouldBeFalse();

        (await Store.ReadControlAsync(0, Ct)).Mode.ShouldBe(new ModeState(CloakroomMode.SignInClosed, "cloakroom policy close-sign-in@web-1", observed.Why, Now));
        (await Store.ReadHistoryAsync(10, Ct)).Select(entry => entry.Action).ShouldBe(["mode SignInClosed", "would have acted: close-sign-in"]);
        observed.Why.ShouldBe($"incident {incident}: 3 exposed, 4 involved; threshold 3 exposed");
        (await Store.FindIncidentAsync(incident, Ct))!.Actions.ShouldBe([observed, observed with { HasActed = true }]);
        (await Store.ReadPolicyCasesAsync(Ct)).ShouldHaveSingleItem().Actions.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AddPolicyAction_SomethingStricterInForce_LeavesItAndSaysSo()
    {
        var incident = await OpenedAsync();
        var mode = new ModeState(CloakroomMode.ReadOnly, "ann", "a leak", Now);
        await Store.SetModeAsync(mode, Ct);

        (await Store.AddPolicyActionAsync(ActionOn(incident, Policy.CloseSignIn), Ct)).ShouldBeTrue();
        (await Store.ReadControlAsync(0, Ct)).Mode.ShouldBe(mode);
        (await Store.ReadHistoryAsync(1, Ct)).ShouldHaveSingleItem().Action.ShouldBe("close-sign-in: the mode is ReadOnly already");

        await Store.SetModeAsync(mode with { Mode = CloakroomMode.Open }, Ct);
        (await Store.AddPolicyActionAsync(ActionOn(incident, Policy.CloseSignIn), Ct)).ShouldBeFalse("an operator is not overruled");
        (await Store.AddPolicyActionAsync(ActionOn(incident, Policy.Close), Ct)).ShouldBeTrue();
        (await Store.ReadControlAsync(0, Ct)).Mode.Mode.ShouldBe(CloakroomMode.Closed);
        (await Edges.ReadEdgeControlAsync(0, Ct)).Mode.Mode.ShouldBe(CloakroomMode.Closed);
    }

    [Fact]
    public async Task AddPolicyAction_ClosedOrUnknownIncident_DoesNothing()
    {
        var incident = await OpenedAsync();
        await Store.CloseIncidentAsync(incident, new IncidentClosing(Now, "ann", "over"), Ct);

        (await Store.AddPolicyActionAsync(ActionOn(incident, Policy.Close), Ct)).ShouldBeFalse();
        (await Store.AddPolicyActionAsync(ActionOn("another", Policy.Close), Ct)).ShouldBeFalse();
        (await Store.ReadPolicyCasesAsync(Ct)).ShouldBeEmpty();
        (await Store.ReadControlAsync(0, Ct)).Mode.Mode.ShouldBe(CloakroomMode.Open);
    }

    [Fact]
    public async Task Quarantine_InBatches_GoesOnWhereTheLastOneEnded()
    {
        for (var i = 0; i < 5; i++) await CreateAsync(SampleRecords.Create(i));
        var incident = await OpenedAsync(count: 5, apart: -1);
        (await Store.ReadQuarantineAsync(incident, 3, Ct)).Mixups.ShouldBeEmpty();
        await Store.AddPolicyActionAsync(ActionOn(incident, Policy.Quarantine), Ct);

        var first = await Store.ReadQuarantineAsync(incident, 3, Ct);
        first.Mixups.Select(mixup => mixup.Id).ShouldBe([OfKind(0, Now).Id, OfKind(1, Now).Id, OfKind(2, Now).Id], "in the order in which they came, whatever their clocks said");
        (await QuarantineAsync(incident, first))!.Value.Ended.ShouldBe(3);
        (await QuarantineAsync(incident, first)).ShouldBeNull("another was first");
        var second = await Store.ReadQuarantineAsync(incident, 3, Ct);
        (await QuarantineAsync(incident, second))!.Value.Ended.ShouldBe(2);
        (await Store.ReadQuarantineAsync(incident, 3, Ct)).Mixups.ShouldBeEmpty();
        (await Store.ReadHistoryAsync(2, Ct)).Select(entry => entry.Action).ShouldBe(["contain incident i, sessions ended: 2", "contain incident i, sessions ended: 3"]);

        await CreateAsync(SampleRecords.Create(7));
        await Store.AppendMixupAsync(InvolvingRecord(7, 0), Ct);
        (await QuarantineAsync(incident, await Store.ReadQuarantineAsync(incident, 3, Ct)))!.Value.Ended.ShouldBe(1);
    }

    [Fact]
    public async Task AddPolicyAction_ManyAtOnce_OneDoesIt()
    {
        var incident = await OpenedAsync();

        var done = await AtOnce(50, i => Store.AddPolicyActionAsync(ActionOn(incident, Policy.Close) with { Node = $"web-{i}" }, Ct).AsTask());

        done.Count(isDone => isDone).ShouldBe(1);
        (await Store.ReadHistoryAsync(10, Ct)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Purge_OldIncident_TakesOwnersAndActionsAlong()
    {
        var incident = await OpenedAsync(count: 3);
        await Store.AddPolicyActionAsync(ActionOn(incident, Policy.Quarantine), Ct);

        await Store.PurgeAsync(new PurgeCutoffs(Now, Now, Now, Now.AddDays(1), Now), Ct);

        (await Store.ReadPolicyCasesAsync(Ct)).ShouldBeEmpty();
        (await Store.FindIncidentAsync(incident, Ct)).ShouldBeNull();
        (await OpenedAsync(count: 1)).ShouldBe(incident);
        var again = (await Store.FindIncidentAsync(incident, Ct))!;
        (again.Actions.Count, again.Incident.Owners).ShouldBe((0, 1));
    }

    private static PolicyAction ActionOn(string incident, Policy policy, bool hasActed = true) => new()
    {
        IncidentId = incident,
        Policy = policy,
        HasActed = hasActed,
        At = Now,
        Node = "web-1",
        Owners = 4,
        ExposedOwners = 3,
        Threshold = "3 exposed",
    };

    private static Mixup InvolvingRecord(int number, int apart) => OfKind(number, Now.AddSeconds(apart * number)) with { Owner = new MixupParty("alice", SampleRecords.Id(number)), Presenter = new MixupParty("bob", "b") };

    private async Task<string> OpenedAsync(int count = 1, int apart = 0)
    {
        var id = "";
        for (var i = 0; i < count; i++) id = (await Store.AppendMixupAsync(InvolvingRecord(i, apart), Ct)).IncidentId!;
        return id;
    }

    private ValueTask<SessionsEnded?> QuarantineAsync(string incident, QuarantineBatch batch)
    {
        var involved = new InvolvedSessions();
        foreach (var mixup in batch.Mixups) involved.Add(mixup);
        return Store.QuarantineAsync(incident, batch, involved.All, Contained, Ct);
    }
}
