using Cloakroom.Alerts;
using Cloakroom.Incidents;
using Cloakroom.Journal;

namespace Cloakroom.Tests.Alerts;

public sealed class AlertEventsTests
{
    [Fact]
    public void Counted_AMillionMixups_AreSixEscalations()
    {
        var incident = AlertSamples.Incident;
        var told = new List<AlertEvent>();
        for (var i = 1; i < 1_000_000; i++)
        {
            var next = incident with { Mixups = incident.Mixups + 1 };
            told.AddRange(AlertEvents.Counted(incident, next, AlertSamples.At));
            incident = next;
        }

        told.Select(happened => happened.Escalation!.Reached).ShouldBe([10, 100, 1_000, 10_000, 100_000, 1_000_000]);
        told.Select(happened => happened.Id).ShouldBeUnique();
    }

    [Fact]
    public void Counted_SomethingServedForTheFirstTime_IsTold()
    {
        var blocked = AlertSamples.Incident;

        var told = AlertEvents.Counted(blocked, blocked with { Mixups = 2, Exposed = 1 }, AlertSamples.At).ShouldHaveSingleItem();

        told.Escalation.ShouldBe(new AlertEscalation(AlertCount.Exposed, 1));
        AlertEvents.Counted(blocked with { Exposed = 1 }, blocked with { Mixups = 2, Exposed = 2 }, AlertSamples.At).ShouldBeEmpty();
        AlertEvents.Counted(blocked with { Mixups = 2 }, blocked with { Mixups = 3 }, AlertSamples.At).ShouldBeEmpty();
    }

    [Fact]
    public void IdOf_EachThingTold_IsItsOwnAndAlwaysTheSame()
    {
        string[] ids = [AlertSamples.Opened.Id, AlertSamples.Escalated.Id, AlertSamples.Closed.Id, AlertEvents.Opened(new Incident { Id = "another", OpenedAt = AlertSamples.At }).Id];

        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => id.Length == 22 && !id.Contains('.'));
        AlertEvents.Opened(AlertSamples.Incident with { Mixups = 7 }).Id.ShouldBe(AlertSamples.Opened.Id);
    }

    [Fact]
    public void OpenedBy_AnExposedMixup_NeedsNoEscalation()
    {
        var mixup = new Mixup { Id = "m", Kind = MixupKind.Canary, At = AlertSamples.At, Disposition = MixupDisposition.Exposed };

        AlertEvents.Opened(Incident.OpenedBy(mixup)).Incident.Exposed.ShouldBe(1);
    }
}
