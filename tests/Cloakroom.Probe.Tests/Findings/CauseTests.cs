using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Tests.Reports;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Findings;

/// <summary>What is one finding, and what two.</summary>
public sealed class CauseTests
{
    private const string Hashed = "DW68700bfd16c2027de7de74a5a8202a6f";

    private readonly FindingBook _book = new(MadeUp.Known());

    [Fact]
    public void Add_BodyCookiesAndIdentityOfOneStoredResponse_AreOneCauseWithAllSigns()
    {
        LeakAt("/start");

        var report = _book.ToReports().ShouldHaveSingleItem();
        report.Signs.Select(sign => $"{sign.Check} {sign.What}").ShouldBe(["foreign-marker planted bio", $"foreign-cookie cookie {Hashed}", "foreign-cookie cookie DokuWiki", "wrong-identity identity"]);
        report.Signs.ShouldAllBe(sign => sign.Mechanism == null);
        report.Count.ShouldBe(1);
        report.Title.ShouldBe($"bob got alice's planted bio, cookie {Hashed} and cookie DokuWiki from GET /start, and was taken for them");
    }

    [Fact]
    public void Add_SignThatCameApartByAnotherMechanism_SaysSo()
    {
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/a", 500, headers: [("Age", "3")]), MadeUp.Exchange("alice", "https://h/a")));
        (string, string)[] cookie = [("Set-Cookie", $"sid={MadeUp.AliceSid}")];
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/a", 900, headers: cookie), MadeUp.Exchange("alice", "https://h/a", 800, headers: cookie, body: "x"), CheckKind.ForeignCookie, detail: "cookie sid"));

        var report = _book.ToReports().ShouldHaveSingleItem();
        report.Mechanism.Code.ShouldBe("cache-replay");
        report.Signs.Select(sign => sign.Mechanism).ShouldBe([null, "duplicate-issue"]);
    }

    [Fact]
    public void ToReports_PageThatACacheStores_StandsForItsVariantsAndWarnings()
    {
        Note("/start");
        LeakAt("/start/x.css", Tactic.PathVariant);
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/start"), check: CheckKind.PersonalStorable, severity: Severity.Warning, detail: "personal"));
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/start;x.css", 0, 9, headers: [("Age", "3")]), check: CheckKind.ReplayedNonce, severity: Severity.Warning, detail: "body"));
        var variants = _book.ToReports().Single(one => one.Severity == Severity.Leak);
        LeakAt("/start", sent: 900);

        var report = _book.ToReports().ShouldHaveSingleItem();
        report.Mechanism.Code.ShouldBe("cache-replay");
        report.Received.Url.ShouldBe("https://h/start");
        report.Addresses.Select(one => (one.Path, one.IsVariant)).ShouldBe([("/start", false), ("/start/x.css", true)]);
        report.Signs.ShouldContain(sign => sign.Check == "personal-storable" && sign.Severity == Severity.Warning);
        report.Signs.ShouldContain(sign => sign.Check == "replayed-nonce");
        report.StandsFor.ShouldContain(variants.Id);
        report.Count.ShouldBe(2);
        _book.CountOf(Severity.Leak).ShouldBe(1);
        _book.CountOf(Severity.Warning).ShouldBe(0);
        _book.Unconfirmed(Severity.Warning).ShouldHaveSingleItem().Id.ShouldBe(report.Id);
        _book.IsToldByItsPage(Variant("/start", ".css")).ShouldBeTrue();
        _book.IsToldByItsPage(Variant("/other", "/x.css")).ShouldBeFalse();
    }

    [Fact]
    public void ToReports_SessionThatOutlivesItsEnd_IsNoSignOfALeakAtTheSameRoute()
    {
        LeakAt("/start");
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/start"), check: CheckKind.SurvivingSession, severity: Severity.Warning, detail: "session"));
        _book.ToReports().Count.ShouldBe(2);
    }

    [Fact]
    public void ToReports_VariantsOfAPageThatKeepsPeopleApart_AreOneFinding()
    {
        Note("/start");
        LeakAt("/start/x.css", Tactic.PathVariant);
        LeakAt("/start;x.css", Tactic.PathVariant);
        // Tried again it is still a variant.
        LeakAt("/start;x.css", Tactic.Confirm);

        var report = _book.ToReports().ShouldHaveSingleItem();
        (report.Route, report.Mechanism.Code, report.Count).ShouldBe(("/start", "path-confusion", 3));
        report.Title.ShouldContain("from 2 path variants of GET /start");
        report.Addresses.Select(one => (one.Path, one.Count)).ShouldBe([("/start;x.css", 2), ("/start/x.css", 1)]);
        report.Curl.ShouldContain("https://h/start/x.css");
        _book.IsToldByItsPage(Variant("/start", "/x.css")).ShouldBeFalse();
    }

    [Fact]
    public void ToReports_ApplicationThatMixesUpAndACacheThatStoresVariants_AreTwo()
    {
        Note("/start");
        LeakAt("/start/x.css", Tactic.PathVariant);
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/start", 500), MadeUp.Exchange("alice", "https://h/start", body: "other")));

        _book.ToReports().Select(one => one.Mechanism.Code).Order().ShouldBe(["application", "path-confusion"]);
        _book.IsToldByItsPage(Variant("/start", "/x.css")).ShouldBeFalse();
        _book.Unconfirmed().Count.ShouldBe(2);
    }

    [Fact]
    public void ToReports_LeakAtAVariantOfAPageWithLess_IsNotHiddenByIt()
    {
        Note("/start");
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/start"), check: CheckKind.WrongIdentity, severity: Severity.Warning, detail: "identity"));
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/start/x.css", 500, tactic: Tactic.PathVariant), MadeUp.Exchange("alice", "https://h/start/x.css", body: "other")));

        _book.ToReports().Select(one => (one.Severity, one.Mechanism.Code)).ShouldBe([(Severity.Leak, "application"), (Severity.Warning, "application")]);
        _book.CountOf(Severity.Leak).ShouldBe(1);
        _book.Unconfirmed(Severity.Leak).ShouldHaveSingleItem();
    }

    [Fact]
    public void Add_EvidenceOfOneAfterTheOther_OutdoesThatOfTwoAtOnce()
    {
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/a", 10), MadeUp.Exchange("alice", "https://h/a", 9, 5)));
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/a", 900), MadeUp.Exchange("alice", "https://h/a", 9, 5)));
        _book.ToReports().ShouldHaveSingleItem().Received.MillisecondsAfterSource!.Value.ShouldBeGreaterThan(800);
    }

    [Fact]
    public void Add_EvidenceThatTellsOfACache_OutdoesThatOfACloserPair()
    {
        (string, string)[] date = [("Date", "Sun, 22 Nov 2026 12:00:00 GMT")];
        var source = MadeUp.Exchange("alice", "https://h/a", 0, 5, headers: date);
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/a", 6, headers: date), source));
        _book.ToReports().ShouldHaveSingleItem().Mechanism.Code.ShouldBe("application");
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/a", 4000, headers: date), source));
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/a", 7, headers: date), source));
        _book.ToReports().ShouldHaveSingleItem().Mechanism.Code.ShouldBe("cache-replay");
    }

    [Fact]
    public void Groups_OfManyRoutesWithOneCause_SayItOnce()
    {
        foreach (var path in new[] { "/start", "/feed", "/more" })
            LeakAt(path);
        _book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://h/odd", 500), MadeUp.Exchange("alice", "https://h/odd", body: "other")));
        var report = Sample.Report(_book.ToReports());

        var group = report.Groups.ShouldHaveSingleItem();
        (group.Mechanism, group.Findings.Count, group.Count).ShouldBe(("cache-replay", 3, 3));
        Say.Verdict(report).ShouldBe("Somebody got what is another's, in 2 ways at 4 routes.");
        var page = Outputs.Write(report, "html");
        (page.Split("Nothing in the headers names the cache").Length - 1).ShouldBe(1);
        page.ShouldContain("One cause at 3 routes");
        Outputs.Write(report, "summary").ShouldContain("3 routes have one cause");
        Outputs.Write(report, "sarif").ShouldContain("sameCauseAs");
        Outputs.Write(report, "json").ShouldContain("\"groups\"");
    }

    [Theory]
    [InlineData("html")]
    [InlineData("json")]
    [InlineData("junit")]
    [InlineData("sarif")]
    [InlineData("text")]
    public void EveryOutput_OfACauseWithManySigns_HasThemAll(string kind)
    {
        Note("/start");
        LeakAt("/start");
        LeakAt("/start/x.css", Tactic.PathVariant);
        var output = Outputs.Write(Sample.Report(_book.ToReports()), kind);
        output.ShouldContain($"cookie {Hashed}");
        output.ShouldContain("wrong-identity");
        if (kind == "json")
            output.ShouldContain("/start/x.css");
        else
            output.ShouldContain("at 1 path variant of it");
        output.ShouldNotContain("value-of-alice");
    }

    [Fact]
    public void Junit_OfACauseWithManySigns_FailsInTheSuiteOfEach()
    {
        Note("/account");
        LeakAt("/account");
        LeakAt("/account;x.css", Tactic.PathVariant);
        var report = Sample.Report(_book.ToReports());
        report = report with { Targets = [.. report.Targets, new("/account;x.css", "variant", true, 4, 2, true, Severity.Leak), new("/account/x.js", "variant", true, 4, 2, false, null)] };
        var suites = System.Xml.Linq.XDocument.Parse(JunitReport.Write(report, FailOn.Default)).Root!.Elements("testsuite").ToDictionary(
            suite => suite.Attribute("name")!.Value, suite => suite.Elements("testcase").Where(one => one.Element("failure") is not null).Select(one => one.Attribute("name")!.Value).ToList());
        foreach (var check in new[] { "foreign-marker", "foreign-cookie", "wrong-identity" })
            suites[check].ShouldBe(["/account", "/account;x.css"]);
        suites["personal-storable"].ShouldBeEmpty();
    }

    private void Note(string page) => _book.NoteVariants([Variant(page, "/x.css"), Variant(page, ";x.css")]);

    private static Target Variant(string page, string suffix) => new(new Uri($"https://h{page}{suffix}"), TargetKind.Variant) { FoundIn = page };

    /// <summary>Everything at once, as a cache gives it.</summary>
    private void LeakAt(string path, string tactic = Tactic.TimedPair, double sent = 500)
    {
        (string, string)[] headers = [("Age", "3"), ("Set-Cookie", "DokuWiki=value-of-alice-1; path=/"), ("Set-Cookie", $"{Hashed}=value-of-alice-2; path=/")];
        var source = MadeUp.Exchange("alice", "https://h" + path, sent - 400, headers: headers, tactic: tactic);
        var received = MadeUp.Exchange("bob", "https://h" + path, sent, headers: headers, tactic: tactic);
        _book.Add(Cookie("DokuWiki", "value-of-alice-1"));
        _book.Add(Cookie(Hashed, "value-of-alice-2"));
        _book.Add(MadeUp.Sighting(received, source, secret: MadeUp.AliceBio));
        _book.Add(MadeUp.Sighting(received, source, CheckKind.WrongIdentity, detail: "identity", secret: "alice"));

        Sighting Cookie(string name, string value) => MadeUp.Sighting(received, source, CheckKind.ForeignCookie, detail: $"cookie {name}", place: "header Set-Cookie", secret: value) with
        {
            Words = $"bob was given the value of the cookie {name} that alice was given before",
        };
    }
}
