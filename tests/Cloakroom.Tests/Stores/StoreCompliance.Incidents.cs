using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task AppendMixup_FirstOfItsKind_OpensAnIncident()
    {
        var mixup = OfKind(1, Now);

        var place = await Store.AppendMixupAsync(mixup, Ct);

        place.OpensIncident.ShouldBeTrue();
        place.IncidentId!.Length.ShouldBe(22);
        var file = (await Store.FindIncidentAsync(place.IncidentId, Ct)).ShouldNotBeNull();
        file.Incident.ShouldBe(Incident.OpenedBy(mixup));
        file.Notes.ShouldBeEmpty();
        (await Store.ReadIncidentMixupsAsync(place.IncidentId, 10, Ct)).ShouldBe([mixup]);
    }

    [Fact]
    public async Task AppendMixup_SameIdAgain_AnswersTheSameAndCountsOnce()
    {
        var first = await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        var second = await Store.AppendMixupAsync(OfKind(2, Now.AddMinutes(1)), Ct);

        (await Store.AppendMixupAsync(OfKind(1, Now), Ct)).ShouldBe(first);
        (await Store.AppendMixupAsync(OfKind(2, Now.AddMinutes(1)), Ct)).ShouldBe(second);

        second.ShouldBe(new MixupPlace(first.IncidentId, OpensIncident: false));
        (await Store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem().Mixups.ShouldBe(2);
    }

    [Fact]
    public async Task AppendMixup_OutOfOrder_SpansAndCountsAll()
    {
        var opened = await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        await Store.AppendMixupAsync(OfKind(2, Now.AddMinutes(30)) with { Disposition = MixupDisposition.Exposed, Route = "/other", Node = "web-2" }, Ct);
        await Store.AppendMixupAsync(OfKind(3, Now.AddMinutes(-30)), Ct);
        await Store.AppendMixupAsync(OfKind(4, Now.AddMinutes(60)), Ct);

        var incident = (await Store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();

        (incident.First, incident.Last, incident.Mixups, incident.Exposed).ShouldBe((Now.AddMinutes(-30), Now.AddMinutes(60), 4, 1));
        incident.Cause.ShouldBe(new IncidentCause(MixupKind.ForeignBinding, "/orders/{id}", "web-1"));
        (await Store.ReadIncidentMixupsAsync(opened.IncidentId!, 3, Ct)).Select(mixup => mixup.Id).ShouldBe([OfKind(3, Now).Id, OfKind(1, Now).Id, OfKind(2, Now).Id]);
    }

    [Fact]
    public async Task AppendMixup_AfterALongPauseOrOfAnotherKind_OpensAnotherIncident()
    {
        await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        (await Store.AppendMixupAsync(OfKind(2, Now.AddMinutes(30).AddMilliseconds(1)), Ct)).OpensIncident.ShouldBeTrue();
        (await Store.AppendMixupAsync(OfKind(3, Now, MixupKind.Canary), Ct)).OpensIncident.ShouldBeTrue();
        (await Store.AppendMixupAsync(OfKind(4, Now, MixupKind.DuplicateIssue), Ct)).OpensIncident.ShouldBeTrue();

        (await Store.ReadIncidentsAsync(3, Ct)).Select(incident => incident.Id).ShouldBe([OfKind(2, Now).Id, OfKind(4, Now).Id, OfKind(3, Now).Id]);
    }

    [Fact]
    public async Task CloseIncident_Open_IsClosedOnceAndTakesNoMore()
    {
        var opened = await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        var closing = new IncidentClosing(Now.AddMinutes(5), "ann@web-1", "fixed, \u00e9");

        (await Store.CloseIncidentAsync(opened.IncidentId!, closing, Ct)).ShouldBeTrue();
        (await Store.CloseIncidentAsync(opened.IncidentId!, closing with { By = "bob" }, Ct)).ShouldBeFalse();
        (await Store.CloseIncidentAsync("another", closing, Ct)).ShouldBeFalse();
        var next = await Store.AppendMixupAsync(OfKind(2, Now.AddMinutes(1)), Ct);

        next.ShouldBe(new MixupPlace(OfKind(2, Now).Id, OpensIncident: true));
        var closed = (await Store.FindIncidentAsync(opened.IncidentId!, Ct))!.Incident;
        (closed.Status, closed.Closing, closed.Mixups).ShouldBe((IncidentStatus.Closed, closing, 1));
        (await Store.AppendMixupAsync(OfKind(3, Now.AddMinutes(2)), Ct)).IncidentId.ShouldBe(next.IncidentId);
    }

    [Fact]
    public async Task AddIncidentNote_ToAnyIncident_IsKeptInOrder()
    {
        var opened = await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        await Store.CloseIncidentAsync(opened.IncidentId!, new IncidentClosing(Now, "ann", "over"), Ct);
        IncidentNote[] notes = [new(Now.AddMinutes(2), "ann", "CDN rule, \u00e9"), new(Now, "bob", "an earlier clock")];

        foreach (var note in notes) (await Store.AddIncidentNoteAsync(opened.IncidentId!, note, Ct)).ShouldBeTrue();
        (await Store.AddIncidentNoteAsync("another", notes[0], Ct)).ShouldBeFalse();

        (await Store.FindIncidentAsync(opened.IncidentId!, Ct))!.Notes.ShouldBe(notes);
        (await Store.FindIncidentAsync("another", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task OpenIncident_ByHand_IsReadBackWholeAndLeavesMixupsOfOthersAlone()
    {
        var own = await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        var opening = ByHand(Now.AddHours(-1), Now.AddHours(1));

        var opened = await Store.OpenIncidentAsync("by-hand", Now.AddHours(2), opening, Ct);
        var again = await Store.OpenIncidentAsync("by-hand", Now.AddHours(3), opening with { Reason = "again" }, Ct);

        opened.ShouldBe(new Incident { Id = "by-hand", OpenedAt = Now.AddHours(2), ByHand = opening });
        again.ShouldBe(opened);
        (await Store.ReadIncidentsAsync(10, Ct)).Select(incident => incident.Id).ShouldBe(["by-hand", own.IncidentId]);
        (await Store.FindIncidentAsync("by-hand", Ct))!.Incident.ShouldBe(opened);
        (await Store.ReadIncidentMixupsAsync("by-hand", 10, Ct)).ShouldBeEmpty();
        (await Store.ReadIncidentMixupsAsync(own.IncidentId!, 10, Ct)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AppendMixup_ManyAtOnce_AreOneIncidentThatOneOpened()
    {
        var places = await AtOnce(100, i => Store.AppendMixupAsync(OfKind(i, Now.AddSeconds(i)), Ct).AsTask());

        places.Count(place => place.OpensIncident).ShouldBe(1);
        var incident = (await Store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();
        (incident.Mixups, incident.First, incident.Last).ShouldBe((100, Now, Now.AddSeconds(99)));
        places.ShouldAllBe(place => place.IncidentId == incident.Id);
    }

    [Fact]
    public async Task Purge_MixupsOfAnIncident_TakesTheIncidentWithTheLastOfThem()
    {
        var old = await Store.AppendMixupAsync(OfKind(1, Now), Ct);
        await Store.AddIncidentNoteAsync(old.IncidentId!, new IncidentNote(Now, "ann", "note"), Ct);
        var partly = await Store.AppendMixupAsync(OfKind(2, Now, MixupKind.CrossFlow), Ct);
        await Store.AppendMixupAsync(OfKind(3, Now.AddMinutes(10), MixupKind.CrossFlow), Ct);
        await Store.OpenIncidentAsync("by-hand-now", Now.AddMinutes(10), ByHand(Now.AddYears(-1), Now), Ct);
        await Store.OpenIncidentAsync("by-hand-old", Now, ByHand(Now, Now), Ct);

        (await Store.PurgeAsync(new PurgeCutoffs(Now, Never, Never, Now.AddMinutes(10), Never), Ct)).ShouldBe(2);

        (await Store.ReadIncidentsAsync(10, Ct)).Select(incident => incident.Id).ShouldBe(["by-hand-now", partly.IncidentId]);
        (await Store.FindIncidentAsync(old.IncidentId!, Ct)).ShouldBeNull();
        await Store.OpenIncidentAsync(old.IncidentId!, Now, ByHand(Now, Now), Ct);
        (await Store.FindIncidentAsync(old.IncidentId!, Ct))!.Notes.ShouldBeEmpty();
    }

    private static Mixup OfKind(int number, DateTimeOffset at, MixupKind kind = MixupKind.ForeignBinding) =>
        SampleMixup(number, at) with { Kind = kind, Disposition = MixupDisposition.Blocked };

    private static IncidentOpening ByHand(DateTimeOffset from, DateTimeOffset to) => new(from, to, "ann@web-1", "a user wrote in, \u00e9");
}
