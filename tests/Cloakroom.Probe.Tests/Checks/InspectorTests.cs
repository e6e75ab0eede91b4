using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Transport;
using static Cloakroom.Probe.Tests.Checks.Exchanges;

namespace Cloakroom.Probe.Tests.Checks;

public sealed class InspectorTests
{
    private const string Private = "Cache-Control: private";

    private readonly MarkerBook _book = new();
    private readonly Account _alice = new("alice", new Dictionary<string, string> { ["email"] = "alice.example@example.com" });
    private readonly Account _bob = new("bob", new Dictionary<string, string> { ["email"] = "bob.sample@example.com" });
    private readonly Inspector _inspector;

    public InspectorTests()
    {
        var scenario = new Scenario
        {
            SessionCookies = ["sid"],
            SharedCookies = ["experiment"],
            Static = ["/static/*"],
            Identity = [new IdentityRule("/me", "{email}") { In = new Extraction { Pointer = "/email" } }],
        };
        _book.Add(new Marker("alice", "email", "alice.example@example.com", MarkerOrigin.Given)).ShouldBeNull();
        _book.Add(new Marker("bob", "email", "bob.sample@example.com", MarkerOrigin.Given)).ShouldBeNull();
        _inspector = new Inspector(new InspectorOptions { Scenario = scenario }, _book, new IdentityOracle(scenario.Identity, [_alice, _bob]));
    }

    [Fact]
    public void Inspect_ValueThatEverybodyStartsWith_IsNobodys()
    {
        _inspector.Inspect(Of("anonymous", "/signin", "", Private, "Set-Cookie: sid=eyJmbGFzaCI6e319; Path=/"));
        _inspector.Share([("sid", "eyJmbGFzaCI6e319")]);
        foreach (var who in new[] { "alice", "bob", "anonymous" })
        {
            _inspector.Inspect(Of(who, "/signin", "", Private, "Set-Cookie: sid=eyJmbGFzaCI6e319; Path=/")).ShouldBeEmpty();
            _inspector.Inspect(Of(who, "/done", "", Private, $"Set-Cookie: sid=eyJmbGFzaCI6e319.{who}-8fa31c; Path=/")).ShouldBeEmpty();
        }

        _inspector.Inspect(Of("bob", "/done", "", Private, "Set-Cookie: sid=eyJmbGFzaCI6e319.alice-8fa31c; Path=/")).ShouldHaveSingleItem().Check.ShouldBe(CheckKind.ForeignCookie);
    }

    [Fact]
    public void Inspect_ValueThatTwoGotAtOnce_IsTakenByNeither()
    {
        var first = Given("bob", "4f1d09c27be86a35");
        _inspector.Inspect(first);
        _inspector.Inspect(AskedBefore(Given("alice", "4f1d09c27be86a35"), first)).ShouldContain(one => one.Check == CheckKind.ForeignCookie);
        IsTaken(Given("bob", "4f1d09c27be86a35")).ShouldBeFalse();

        IsTaken(Given("bob", "c03a7b5e91d8f264")).ShouldBeTrue();
        _inspector.Inspect(Given("alice", "c03a7b5e91d8f264")).ShouldContain(one => one.Check == CheckKind.ForeignCookie);
        IsTaken(Given("bob", "c03a7b5e91d8f264")).ShouldBeTrue();
    }

    [Fact]
    public void Inspect_ValueThatACacheHadBeforeAnybody_IsTakenByNobody()
    {
        IsTaken(Given("bob", "4f1d09c27be86a35", "Age: 3")).ShouldBeFalse();
        IsTaken(Given("bob", "4f1d09c27be86a35")).ShouldBeFalse();

        // Asked after somebody had given up there: what it gave that one may be kept for the next.
        var next = Given("bob", "e5091fd3b24a86c7");
        IsTaken(Changed(next, next.Request with { Cookies = CookieKeeping.Never }, next.Sent)).ShouldBeFalse();
        IsTaken(Given("bob", "e5091fd3b24a86c7")).ShouldBeFalse();

        _inspector.Inspect(Given("bob", "77d2c45a90be13f8"));
        IsTaken(Given("bob", "77d2c45a90be13f8", "Age: 3")).ShouldBeTrue();
    }

    private static Exchange Given(string who, string value, params string[] headers) => Of(who, "/static/a.js", "", [$"Set-Cookie: sid={value}; Path=/", .. headers]);

    private bool IsTaken(Exchange exchange)
    {
        _inspector.Inspect(exchange);
        return !exchange.IsInDoubt(SetCookie.Parse(exchange.Header("Set-Cookie")!)!);
    }

    [Fact]
    public void Inspect_VariantOfAPersonalPageWithoutCacheControl_IsNotWarnedOfAgain()
    {
        var page = Of("alice", "/account", "Hi alice.example@example.com");
        _inspector.Inspect(page).ShouldHaveSingleItem().Check.ShouldBe(CheckKind.PersonalStorable);
        _inspector.Inspect(AsVariant(Of("alice", "/account/x.css", "Hi alice.example@example.com"))).ShouldBeEmpty();
        _inspector.Inspect(AsVariant(Of("alice", "/account/x.js", "Hi alice.example@example.com", "Cache-Control: max-age=60"))).ShouldHaveSingleItem().Check.ShouldBe(CheckKind.PersonalStorable);
    }

    [Fact]
    public void Inspect_SessionOfANewVisitor_MakesNoPersonalPage()
    {
        _inspector.Inspect(Of("anonymous", "/", "Welcome", "Set-Cookie: sid=4f1c9a77d02b63e8")).ShouldBeEmpty();
        _inspector.Inspect(Of("alice", "/", "Welcome", "Set-Cookie: sid=90be3a51c7f4d286")).ShouldHaveSingleItem().Check.ShouldBe(CheckKind.PersonalStorable);
    }

    [Fact]
    public void Inspect_AnothersMarkerInBody_NamesOwnerPlaceAndSource()
    {
        var source = Of("alice", "/account", "Hi alice.example@example.com", Private);
        _inspector.Inspect(source).ShouldBeEmpty();
        var sighting = _inspector.Inspect(Of("bob", "/account", "Hi alice.example@example.com", Private)).ShouldHaveSingleItem();
        sighting.Check.ShouldBe(CheckKind.ForeignMarker);
        sighting.Severity.ShouldBe(Severity.Leak);
        sighting.Owner.ShouldBe("alice");
        sighting.Place.ShouldBe("body at 3");
        sighting.Source!.Number.ShouldBe(source.Number);
        sighting.Secret.ShouldBe(SecretName.Of("alice", "email", "alice.example@example.com"));
        sighting.Words.ShouldNotContain("@");
    }

    [Fact]
    public void Inspect_AnothersMarkerOnTheSameAddressWithoutSource_HasNone()
    {
        _inspector.Inspect(Of("alice", "/account", "Hi you", Private));
        _inspector.Inspect(Of("bob", "/account", "alice.example@example.com", Private)).ShouldHaveSingleItem().Source.ShouldBeNull();
    }

    [Fact]
    public void Inspect_MarkerThatTheRequestHolds_IsNoSighting()
    {
        _inspector.Inspect(Of("bob", "/user/alice.example%40example.com", "No such user: alice.example@example.com", Private)).ShouldBeEmpty();
        _inspector.Inspect(Of("bob", "/user/other", "No such user: alice.example@example.com", Private)).ShouldHaveSingleItem();
    }

    [Fact]
    public void Inspect_SameBodyAfterAMarkerCameIn_IsScannedAgain()
    {
        _inspector.Inspect(Of("bob", "/page", "the later-marker here", Private)).ShouldBeEmpty();
        _inspector.Inspect(Of("bob", "/page", "the later-marker here", Private)).ShouldBeEmpty();
        _book.Add(new Marker("alice", "planted bio", "later-marker", MarkerOrigin.Planted)).ShouldBeNull();
        _inspector.Inspect(Of("bob", "/page", "the later-marker here", Private)).ShouldHaveSingleItem();
    }

    [Fact]
    public void Inspect_CleanForTheOwner_IsNotCleanForAnother()
    {
        for (var i = 0; i < 2; i++) _inspector.Inspect(Of("alice", "/account", "Hi alice.example@example.com", Private)).ShouldBeEmpty();
        for (var i = 0; i < 2; i++) _inspector.Inspect(Of("bob", "/account", "Hi alice.example@example.com", Private)).Count.ShouldBe(1);
    }

    [Fact]
    public void Inspect_GuardedValueToASecondJar_IsALeakWithItsSource()
    {
        var source = Of("alice", "/app.js", "x", "Set-Cookie: sid=alice.17; Path=/", "Cache-Control: no-store");
        _inspector.Inspect(source).ShouldBeEmpty();
        var sighting = _inspector.Inspect(Of("bob", "/app.js", "x", "Set-Cookie: sid=alice.17; Path=/", "Cache-Control: no-store")).ShouldHaveSingleItem();
        (sighting.Check, sighting.Severity, sighting.Owner, sighting.Place).ShouldBe((CheckKind.ForeignCookie, Severity.Leak, "alice", "header Set-Cookie"));
        sighting.Source!.Number.ShouldBe(source.Number);
        sighting.Detail.ShouldBe("cookie sid");
    }

    [Fact]
    public void Inspect_ValueThatAnotherBroughtInItsJar_IsALeak()
    {
        _inspector.Inspect(Of("alice", "/", "", ">Cookie: a=b; sid=alice-brought-this"));
        _inspector.Inspect(Of("bob", "/", "", "Set-Cookie: sid=alice-brought-this", "Cache-Control: no-store")).ShouldHaveSingleItem().Owner.ShouldBe("alice");
    }

    [Fact]
    public void Inspect_AnothersCookieValueInTheBody_IsAForeignMarker()
    {
        _inspector.Inspect(Of("alice", "/", "", "Set-Cookie: sid=9f8e7d6c5b4a39281706", "Cache-Control: no-store"));
        var sighting = _inspector.Inspect(Of("bob", "/page", "var s = '9f8e7d6c5b4a39281706'", Private)).ShouldHaveSingleItem();
        (sighting.Check, sighting.Detail).ShouldBe((CheckKind.ForeignMarker, "cookie sid"));
    }

    [Theory]
    [InlineData("Set-Cookie: sid=; Max-Age=0")]
    [InlineData("Set-Cookie: sid=deleted; Expires=Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("Set-Cookie: experiment=3f9c2e71aa05b4d8e6f1")]
    [InlineData("Set-Cookie: theme=dark")]
    [InlineData("Set-Cookie: consent=accepted-all-2024")]
    public void Inspect_DeletionSharedOrConstantCookie_IsNoSighting(string setCookie)
    {
        foreach (var account in new[] { "alice", "bob", Account.Anonymous })
            _inspector.Inspect(Of(account, "/", "", "Set-Cookie: sid=" + account + ".17", setCookie, "Cache-Control: no-store")).ShouldBeEmpty();
    }

    [Fact]
    public void Inspect_UnguardedValueThatAllGet_IsNobodysUntilAnotherValueShowsOtherwise()
    {
        const string one = "Set-Cookie: visitor=3f9c2e71aa05b4d8e6f1";
        foreach (var account in new[] { "alice", "bob", Account.Anonymous })
            _inspector.Inspect(Of(account, "/", "", one, "Cache-Control: no-store")).ShouldBeEmpty();
        var late = _inspector.Inspect(Of("bob", "/other", "", "Set-Cookie: visitor=77aa05b4d8e6f13f9c2e", "Cache-Control: no-store"));
        late.Select(sighting => sighting.Received.Account).ShouldBe(["bob", Account.Anonymous]);
        late.ShouldAllBe(sighting => sighting.Owner == "alice" && sighting.Check == CheckKind.ForeignCookie);
    }

    [Fact]
    public void Inspect_CookieThatRollsWithEveryResponse_IsExactForAllOfThem()
    {
        for (var i = 0; i < 100; i++)
            _inspector.Inspect(Of("alice", "/a.js", "", $"Set-Cookie: sid=alice.{i}", "Cache-Control: no-store")).ShouldBeEmpty();
        _inspector.Inspect(Of("bob", "/a.js", "", "Set-Cookie: sid=alice.3", "Cache-Control: no-store")).ShouldHaveSingleItem().Owner.ShouldBe("alice");
        _book.All.Count(marker => marker.Origin == MarkerOrigin.Cookie).ShouldBeLessThan(20);
    }

    [Theory]
    [InlineData("alice.example@example.com", "alice")]
    [InlineData("carol@example.org", null)]
    public void Inspect_SomebodyElsesIdentity_IsALeak(string shown, string? owner)
    {
        var sighting = _inspector.Inspect(Of("bob", "/me", $"{{\"email\":\"{shown}\"}}", Private, "Content-Type: application/json")).Single(one => one.Check == CheckKind.WrongIdentity);
        (sighting.Severity, sighting.Owner).ShouldBe((Severity.Leak, owner));
    }

    [Fact]
    public void Inspect_SignedOutOrOneself_IsNoSightingAndCounted()
    {
        var oracle = new IdentityOracle([new IdentityRule("/me", "{email}")], [_alice, _bob]);
        var inspector = new Inspector(new InspectorOptions(), new MarkerBook(), oracle);
        inspector.Inspect(Of("bob", "/me", "Please sign in", Private)).ShouldBeEmpty();
        inspector.Inspect(Of("bob", "/me", "Hi bob.sample&#64;example.com bob.sample@example.com", Private)).ShouldBeEmpty();
        oracle.Counts["bob"].ShouldBe(new IdentityCount(1, 0, 1));
    }

    [Theory]
    [InlineData("/page", "Cache-Control: max-age=60", true)]
    [InlineData("/page", "Cache-Control: no-store", false)]
    [InlineData("/page", "Cache-Control: private, max-age=60", false)]
    [InlineData("/page", "Last-Modified: Thu, 01 Jan 2024 00:00:00 GMT", true)]
    [InlineData("/static/x", "Cache-Control: no-store", true)]
    public void Inspect_GuardedCookieWhereItMayBeStored_IsAWarning(string path, string header, bool isWarned)
    {
        var sightings = _inspector.Inspect(Of("alice", path, "", "Set-Cookie: sid=alice.17", header));
        sightings.Count(one => one is { Check: CheckKind.CookieOnCacheable, Severity: Severity.Warning }).ShouldBe(isWarned ? 1 : 0);
        _inspector.Inspect(Of("alice", path, "", "Set-Cookie: sid=; Max-Age=0", "Set-Cookie: theme=dark", header)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "Warning")]
    [InlineData("Cache-Control: max-age=60", "Warning")]
    [InlineData("Cache-Control: no-cache", "Note")]
    [InlineData("Cache-Control: private", null)]
    [InlineData("Cache-Control: no-store", null)]
    public void Inspect_PersonalResponse_MustBeKeptFromOthers(string header, string? expected)
    {
        string[] headers = header.Length == 0 ? ["Vary: Cookie"] : [header];
        var personal = _inspector.Inspect(Of("alice", "/account", "alice.example@example.com", headers));
        personal.Where(one => one.Check == CheckKind.PersonalStorable).Select(one => one.Severity.ToString()).SingleOrDefault().ShouldBe(expected);
        _inspector.Inspect(Of("alice", "/about", "nobody in particular", headers)).ShouldBeEmpty();
    }

    [Fact]
    public void Inspect_NonceThatComesAgain_IsANoteAndOnPersonalPagesAWarning()
    {
        for (var i = 0; i < 4; i++)
            _inspector.Inspect(Of("alice", "/", "public", $"X-Request-Id: request-{i}00", Private)).ShouldBeEmpty();
        var note = _inspector.Inspect(Of("bob", "/", "public", "X-Request-Id: request-300", Private)).ShouldHaveSingleItem();
        (note.Check, note.Severity, note.Owner, note.Source!.Account).ShouldBe((CheckKind.ReplayedNonce, Severity.Note, "alice", "alice"));
        _inspector.Inspect(Of("bob", "/", "bob.sample@example.com", "X-Request-Id: request-200", Private)).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Warning);
    }

    [Fact]
    public void Inspect_FormTokenOfTheSession_IsNoNonce()
    {
        foreach (var account in new[] { "alice", "bob", "alice", "bob", "alice" })
        {
            foreach (var path in new[] { "/a", "/b" })
                _inspector.Inspect(Of(account, path, $"<input type=hidden name=\"_csrf\" value=\"token-of-{account}\">", "Content-Type: text/html", Private)).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Inspect_NewCspNoncesAndThenAnOldOne_TellsTheOldOne()
    {
        for (var i = 0; i < 5; i++)
            _inspector.Inspect(Of("alice", "/", "", $"Content-Security-Policy: script-src 'nonce-abcdefgh{i}'", Private)).ShouldBeEmpty();
        _inspector.Inspect(Of("alice", "/", "", "Content-Security-Policy: script-src 'nonce-abcdefgh2'", Private)).ShouldHaveSingleItem().Check.ShouldBe(CheckKind.ReplayedNonce);
    }

    [Fact]
    public void Inspect_CleanResponse_AllocatesNothingForIt()
    {
        var exchange = Of("alice", "/page", new string('x', 5000), Private, "Content-Type: text/html");
        for (var i = 0; i < 50; i++) _inspector.Inspect(exchange);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) _inspector.Inspect(exchange);
        // What is kept as a possible source, and its path.
        ((GC.GetAllocatedBytesForCurrentThread() - before) / 100).ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task Inspect_ByManyAtOnce_FindsEveryLeakAndNothingElse()
    {
        await Parallel.ForAsync(0, 2000, async (i, _) =>
        {
            await Task.Yield();
            var isLeak = i % 10 == 0;
            var sightings = _inspector.Inspect(Of("bob", $"/p{i % 300}", isLeak ? $"alice.example@example.com {i}" : $"page {i}", Private, $"Set-Cookie: sid=bob.{i}"));
            sightings.Count(one => one.Severity == Severity.Leak).ShouldBe(isLeak ? 1 : 0);
        });
    }

    private static Exchange AsVariant(Exchange of) => Changed(of, of.Request with { Tactic = Tactic.PathVariant }, of.Sent);

    private static Exchange AskedBefore(Exchange of, Exchange other) => Changed(of, of.Request, other.Sent);

    private static Exchange Changed(Exchange of, ProbeRequest request, long sent) => new()
    {
        Number = of.Number,
        Account = of.Account,
        Request = request,
        RequestHeaders = of.RequestHeaders,
        At = of.At,
        Sent = sent,
        Answered = of.Answered,
        Ended = of.Ended,
        Status = of.Status,
        Headers = of.Headers,
        Body = of.Body,
    };
}
