using Cloakroom.Incidents;
using Cloakroom.Journal;

namespace Cloakroom.Tests.Incidents;

public sealed class IncidentGroupingTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 10, true)]
    [InlineData(0, 40, true)]
    [InlineData(0, 40.001, false)]
    [InlineData(0, -30, true)]
    [InlineData(0, -30.001, false)]
    [InlineData(0, 5, true)]
    public void Find_MixupAtMinutesFromTheFirst_JoinsWithinHalfAnHourOfFirstAndLast(int first, double minutes, bool joins)
    {
        var incident = Incident.OpenedBy(Mixup(1, first)).With(Mixup(2, 10));

        IncidentGrouping.Find(Mixup(3, minutes), [incident]).ShouldBe(joins ? incident : null);
    }

    [Fact]
    public void Find_OtherRouteAndNode_JoinsAllTheSame()
    {
        var incident = Incident.OpenedBy(Mixup(1, 0));

        IncidentGrouping.Find(Mixup(2, 1) with { Route = "/other", Node = "web-9" }, [incident]).ShouldBe(incident);
    }

    /// <summary>That it happened to a person must open an incident, and not be the second mix-up of a test's.</summary>
    [Fact]
    public void Find_ByTheProbe_StaysApartFromPeople()
    {
        Incident[] incidents = [Incident.OpenedBy(Mixup(1, 0)), Incident.OpenedBy(Mixup(2, 0) with { Node = "probe@web-1" })];

        IncidentGrouping.Find(Mixup(3, 1) with { Node = "probe@web-2" }, incidents).ShouldBe(incidents[1]);
        IncidentGrouping.Find(Mixup(4, 1), incidents).ShouldBe(incidents[0]);
        IncidentGrouping.Find(Mixup(5, 1), [incidents[1]]).ShouldBeNull();
    }

    [Fact]
    public void Find_OtherKind_OpensItsOwn()
    {
        Incident[] incidents = [Incident.OpenedBy(Mixup(1, 0)), Incident.OpenedBy(Mixup(2, 0) with { Kind = MixupKind.DuplicateIssue })];

        IncidentGrouping.Find(Mixup(3, 1) with { Kind = MixupKind.Canary }, incidents).ShouldBeNull();
    }

    [Fact]
    public void Find_CanaryThatStaysWrong_JoinsTheIncidentOfTheCanary()
    {
        Incident[] incidents = [Incident.OpenedBy(Mixup(1, 0)), Incident.OpenedBy(Mixup(2, 0) with { Kind = MixupKind.Canary })];

        IncidentGrouping.Find(Mixup(3, 1) with { Kind = MixupKind.Canary }, incidents).ShouldBe(incidents[1]);
    }

    [Fact]
    public void Find_Closed_OpensAnother()
    {
        var closed = Incident.OpenedBy(Mixup(1, 0)) with { Closing = new IncidentClosing(Start, "ann", "over") };

        IncidentGrouping.Find(Mixup(2, 1), [closed]).ShouldBeNull();
    }

    [Fact]
    public void Find_OpenedByHandWithoutMixups_TakesNone()
    {
        var byHand = new Incident { Id = "x", OpenedAt = Start, ByHand = new IncidentOpening(Start.AddHours(-1), Start.AddHours(1), "ann", "seen") };

        IncidentGrouping.Find(Mixup(1, 0), [byHand]).ShouldBeNull();
    }

    [Theory]
    [InlineData(29, 1)]
    [InlineData(31, 2)]
    [InlineData(30, 2)]
    public void Find_BetweenTwo_JoinsTheNearerOrTheLater(double minutes, int expected)
    {
        var early = Incident.OpenedBy(Mixup(1, 0));
        var late = Incident.OpenedBy(Mixup(2, 60));

        IncidentGrouping.Find(Mixup(3, minutes), [early, late])!.Id.ShouldBe(Mixup(expected, 0).Id);
        IncidentGrouping.Find(Mixup(3, minutes), [late, early])!.Id.ShouldBe(Mixup(expected, 0).Id);
    }

    [Fact]
    public void Find_AMillionInAMinute_AreOneIncident()
    {
        var incident = Incident.OpenedBy(Mixup(0, 0));
        for (var i = 1; i < 1_000_000; i++)
        {
            var mixup = Mixup(0, i / 1_000_000.0);
            ReferenceEquals(IncidentGrouping.Find(mixup, [incident]), incident).ShouldBeTrue();
            incident = incident.With(mixup);
        }

        (incident.Mixups, incident.Exposed).ShouldBe((1_000_000, 0));
    }

    [Fact]
    public void With_OutOfOrder_SpansAllAndKeepsTheCauseAndCounts()
    {
        var incident = Incident.OpenedBy(Mixup(1, 0))
            .With(Mixup(2, -5) with { Route = "/other", Disposition = MixupDisposition.Exposed })
            .With(Mixup(3, 7));

        (incident.First, incident.Last).ShouldBe((Start.AddMinutes(-5), Start.AddMinutes(7)));
        (incident.From, incident.To).ShouldBe((Start.AddMinutes(-5), Start.AddMinutes(7)));
        incident.UsesTo.ShouldBe(Start.AddMinutes(8), "who goes on within a minute is not reported again");
        (incident.Mixups, incident.Exposed).ShouldBe((3, 1));
        incident.Cause.ShouldBe(new IncidentCause(MixupKind.ForeignBinding, "/me", "web-1"));
        incident.Status.ShouldBe(IncidentStatus.Open);
    }

    [Theory]
    [InlineData(-10, 10, -10, 10)]
    [InlineData(1, 2, 0, 5)]
    public void FromAndTo_OpenedByHand_SpanWhatWasSaidAndItsMixups(int from, int to, int expectedFrom, int expectedTo)
    {
        var opening = new IncidentOpening(Start.AddMinutes(from), Start.AddMinutes(to), "ann", "seen");
        var incident = new Incident { Id = "x", OpenedAt = Start.AddHours(2), ByHand = opening };

        (incident.From, incident.To).ShouldBe((opening.From, opening.To));
        var filled = incident.With(Mixup(1, 0)).With(Mixup(2, 5));
        (filled.From, filled.To).ShouldBe((Start.AddMinutes(expectedFrom), Start.AddMinutes(expectedTo)));
    }

    private static Mixup Mixup(int number, double minutes) => new()
    {
        Id = $"mixup-{number:0000000000000000}",
        Kind = MixupKind.ForeignBinding,
        At = Start.AddMinutes(minutes),
        Disposition = MixupDisposition.Blocked,
        Route = "/me",
        Node = "web-1",
    };
}
