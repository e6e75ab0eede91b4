using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Tests.Findings;

public sealed class FindingBookTests
{
    private static readonly KnownSecrets None = new();

    [Fact]
    public void Add_ManyOfOneCause_AreOneFindingWithTheClosestEvidence()
    {
        var book = new FindingBook(None);
        for (var i = 0; i < 5; i++)
        {
            var source = MadeUp.Exchange("alice", $"https://h/orders/{i}", i * 1000, 10);
            var received = MadeUp.Exchange("bob", $"https://h/orders/{i}", (i * 1000) + 500 - (i == 3 ? 400 : 0));
            book.Add(MadeUp.Sighting(received, source)).ShouldBe(i == 0);
        }

        book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/orders/9", 90_000)));
        var report = book.ToReports().ShouldHaveSingleItem();
        report.Route.ShouldBe("/orders/*");
        report.Count.ShouldBe(6);
        report.Received.MillisecondsAfterSource.ShouldBe(90);
        report.Received.Url.ShouldBe("https://h/orders/3");
        (report.Last - report.First).ShouldBe(TimeSpan.FromMilliseconds(89_500));
    }

    [Fact]
    public void Add_OtherMethodRouteOrKind_IsAnotherFinding()
    {
        var book = new FindingBook(None);
        book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/a")));
        book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/b")));
        book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/a", method: "HEAD")));
        book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/a"), check: CheckKind.PersonalStorable, severity: Severity.Warning));
        book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/a"), check: CheckKind.CookieOnCacheable, severity: Severity.Warning));
        book.Count.ShouldBe(5);
        book.ToReports().Select(one => one.Id).Distinct().Count().ShouldBe(5);
    }

    /// <summary>A page of the site and a file of its CDN may have one path; mending one mends nothing of the other.</summary>
    [Fact]
    public void Add_OnePathOnTwoHosts_IsTwoFindings()
    {
        var book = new FindingBook(None, site: new Uri("https://h/"));
        book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/app.js")));
        book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://d111111abcdef8.cdn.example:8443/app.js?cloakroom-probe=0a1b2c3d")));

        var reports = book.ToReports();
        reports.Select(one => one.Route).Order().ShouldBe(["/app.js", "https://d111111abcdef8.cdn.example:8443/app.js"]);
        reports.ShouldAllBe(one => one.Addresses.Single().Path == one.Route);
        book.IdOf(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/orders/1"))).ShouldBe("290d580761d2");
        foreach (var report in reports)
        {
            foreach (var path in reports.Select(one => one.Route))
                TargetMatch.Matches(new TargetReport(path, "asset", false, 2, 1, false, null), report).ShouldBe(path == report.Route);
        }
    }

    [Fact]
    public void IdOf_TheSameCauseOnAnotherDayAndHost_IsTheSame()
    {
        var id = new FindingBook(None).IdOf(MadeUp.Sighting(MadeUp.Exchange("bob", "https://staging/orders/1")));
        new FindingBook(None).IdOf(MadeUp.Sighting(MadeUp.Exchange("carol", "https://live/orders/99", 7777), MadeUp.Exchange("dora", "https://live/"))).ShouldBe(id);

        // Stored reports are compared by it.
        id.ShouldBe("290d580761d2");
    }

    [Fact]
    public void Unconfirmed_ThenConfirmed_CountsAndRanks()
    {
        var book = new FindingBook(None);
        var source = MadeUp.Exchange("alice", "https://h/a", 0, 10);
        book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/a", 60), source));
        for (var i = 0; i < 3; i++)
            book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/b"), detail: "email"));
        book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/c"), check: CheckKind.ReplayedNonce, severity: Severity.Note));

        var waiting = book.Unconfirmed(Severity.Warning);
        waiting.Count.ShouldBe(2);
        var rare = waiting.Single(one => one.Owner == "alice");
        rare.Receiver.ShouldBe("bob");
        rare.OwnerRequest.ShouldBeSameAs(source.Request);
        rare.Gap!.Value.TotalMilliseconds.ShouldBe(50, 0.01);
        book.Confirmed(rare.Id, seen: true);
        book.Confirmed("no such id", seen: true);
        book.Unconfirmed(Severity.Warning).ShouldHaveSingleItem().Id.ShouldNotBe(rare.Id);
        book.Unconfirmed(Severity.Warning, tries: 2).Count.ShouldBe(2);

        var reports = book.ToReports();
        reports[0].Id.ShouldBe(rare.Id);
        reports[0].Confirmation.ShouldBe(new(1, 1));
        reports.Select(one => one.Severity).ShouldBe([Severity.Leak, Severity.Leak, Severity.Note]);
    }

    [Fact]
    public void Add_ByManyAtOnce_LosesNone()
    {
        var book = new FindingBook(None, capacity: 10);
        Parallel.For(0, 4_000, i => book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", $"https://h/{MadeUp.Letters(i % 40)}", i))));
        (book.ToReports().Sum(one => one.Count) + book.Omitted).ShouldBe(4_000);
        book.Count.ShouldBe(10);
    }

    [Fact]
    public void ToReports_ThreeHundredFindingsAndAHundredAccounts_AreAllRedacted()
    {
        var known = new KnownSecrets();
        for (var i = 0; i < 1_200; i++)
            known.Add($"user{i / 12}", $"field {i % 12}", $"Value & {i} of user {i / 12}: {i * 7919L % 1_000_003}");
        var book = new FindingBook(known);
        var body = string.Concat(Enumerable.Repeat("<p class=\"x\">Some words that are nobody's</p><i>Value & 87 of user 7: 688953</i>", 500));
        for (var i = 0; i < FindingBook.DefaultCapacity; i++)
            book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", $"https://h/{MadeUp.Letters(i)}", 100, body: body), MadeUp.Exchange("alice", $"https://h/{MadeUp.Letters(i)}", body: body), place: "body at 9000"));
        var reports = book.ToReports();
        reports.Count.ShouldBe(FindingBook.DefaultCapacity);
        reports.ShouldAllBe(one => one.Received.BodyExcerpt.Contains("‹user7's field 3, ", StringComparison.Ordinal) && !one.Received.BodyExcerpt.Contains("Value &", StringComparison.Ordinal));
    }

    [Fact]
    public void Kept_TheExchangesBody_IsNotHeld()
    {
        var kept = KeptExchange.Of(MadeUp.Exchange("bob", "https://h/", bytes: new byte[500_000]), "body at 250000");
        kept.Exchange.Body.Length.ShouldBe(0);
        kept.BodyBytes.ShouldBe(500_000);
        kept.Surroundings.Length.ShouldBeLessThan(20_000);
    }
}
