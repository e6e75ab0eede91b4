using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Learning;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Tests.Checks;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Learning;

public sealed class DifferenceLearnerTests
{
    private readonly Dictionary<string, List<Exchange>> _looks = [];
    private int _time;

    [Fact]
    public void Learn_PagesWithTextsOfTheirOwn_MakesThemMarkers()
    {
        Look("/account", who => $"""
            <title>Shop</title><p>Welcome back, {who} Example-{who}!</p><p>Signed in as {who}.example@example.com</p>
            <input type=hidden name=uid value="{(who == "alice" ? 100234 : 100987)}"><a href="/users/{who}-4711/edit">edit</a>
            <script>window.user = {"{"}"id":"usr_{who}_77af","plan":"standard"{"}"};</script><p>{++_time} ms, 2024-05-01T10:00:0{_time % 10}Z</p>
            """);
        var learned = DifferenceLearner.Learn(_looks, []);
        learned.Pages.ShouldHaveSingleItem().Verdict.ShouldBe(PageVerdict.TellsApart);
        var alices = learned.Markers.Where(marker => marker.Account == "alice").Select(marker => marker.Value).ToArray();
        alices.ShouldContain("100234");
        alices.ShouldContain("alice.example@example.com");
        alices.ShouldContain("usr_alice_77af");
        alices.ShouldNotContain("alice-4711", "it is part of a link, which anybody may be sent to");
        alices.ShouldContain("Example-alice");
        alices.ShouldNotContain(text => text.Contains("Shop") || text.Contains("2024") || text.Contains("standard") || text.Contains("Welcome"));
        learned.Markers.ShouldAllBe(marker => marker.Origin == MarkerOrigin.Learned && marker.Label == "own text, as on /account");
    }

    [Fact]
    public void Learn_SentenceAroundAName_TakesTheName()
    {
        Look("/", who => $"<p>Signed in as {(who == "alice" ? "Alice Adams" : "Bob Brown")} since yesterday</p>");
        DifferenceLearner.Learn(_looks, []).Markers.Select(marker => marker.Value).ShouldBe(["Alice Adams", "Bob Brown"], ignoreOrder: true);
    }

    [Fact]
    public void Learn_WhatOthersOrAnonymousSeeAnywhere_IsNobodys()
    {
        Look("/account", who => $"<p>{who}-own-text</p>");
        Look("/members", who => "<p>alice-own-text and all the others</p>");
        _looks["/blog"] = [Page(Account.Anonymous, "/blog", "<b>bob-own-text</b>")];
        DifferenceLearner.Learn(_looks, []).Markers.ShouldBeEmpty();
    }

    [Fact]
    public void Learn_TextsThatChange_AreNoMarkers()
    {
        Look("/", who => $"<p>{who} token-{++_time:0000000000}</p>");
        var learned = DifferenceLearner.Learn(_looks, []);
        learned.Markers.ShouldBeEmpty();
        learned.Pages.ShouldHaveSingleItem().Verdict.ShouldBe(PageVerdict.Changing);
    }

    [Fact]
    public void Learn_Json_TakesStringsAndNumbers()
    {
        Look("/api/me", who => $$"""{ "user": { "id": {{(who == "alice" ? 7001234 : 7009876)}}, "mail": "{{who}}@x.example", "roles": ["customer"] } }""", "application/json");
        DifferenceLearner.Learn(_looks, []).Markers.Select(marker => marker.Value).ShouldBe(["7001234", "alice@x.example", "7009876", "bob@x.example"], ignoreOrder: true);
    }

    [Fact]
    public void Learn_SamePersonalPageForTwo_SaysThatACacheMayHaveMixedThemUp()
    {
        Look("/account", who => "<p>Signed in as alice.example@example.com</p>", anonymous: "<p>Please sign in</p>");
        var learned = DifferenceLearner.Learn(_looks, []);
        learned.Markers.ShouldBeEmpty();
        var page = learned.Pages.ShouldHaveSingleItem();
        page.Verdict.ShouldBe(PageVerdict.Suspect);
        page.Words.ShouldBe("alice and bob got the same page, byte for byte, and it looks like one person's: a cache may have mixed them up already");
    }

    [Fact]
    public void Learn_AuthorsAddressThatVisitorsSeeAsWell_IsNoSignOfAMixUp()
    {
        Look("/feed", _ => "<author>carol@example.com</author><date>10:00:01</date>", "application/xml", anonymous: "<author>carol@example.com</author><date>10:00:02</date>");
        DifferenceLearner.Learn(_looks, []).Pages.ShouldHaveSingleItem().Verdict.ShouldBe(PageVerdict.Members);
    }

    [Fact]
    public void Learn_KnownValueOfAnother_SaysWhoGotIt()
    {
        Look("/account", who => $"<p>Hello alice.example@example.com, {++_time} {who}-somewhere</p>");
        var alice = new Account("alice", new Dictionary<string, string> { ["email"] = "alice.example@example.com" });
        var learned = DifferenceLearner.Learn(_looks, [alice, new Account("bob", new Dictionary<string, string>())]);
        learned.Markers.ShouldBeEmpty();
        learned.Pages.ShouldHaveSingleItem().Words.ShouldContain("got alice's email there");
        learned.Pages[0].Words.ShouldNotContain("@");
    }

    [Fact]
    public void Learn_PageThatNamesItsAuthorToEverybody_IsNoMixture()
    {
        Look("/wiki", who => $"<p>Signed in as {who}-sample</p><footer>Edited by alice-sample</footer>", anonymous: "<p>Sign in</p><footer>Edited by alice-sample</footer>");
        var learned = DifferenceLearner.Learn(_looks, [WithUser("alice"), WithUser("bob")]);
        learned.Pages.ShouldHaveSingleItem().Verdict.ShouldBe(PageVerdict.TellsApart);
        learned.Markers.Select(marker => marker.Value).ShouldNotContain("alice-sample");
        learned.Markers.Select(marker => marker.Value).ShouldContain("bob-sample");
    }

    [Fact]
    public void Learn_NameThatAFeedShowsToEverybody_IsNobodys()
    {
        Look("/wiki", who => $"<p>Signed in as <b>{who}-sample</b></p>", anonymous: "<p>Sign in</p>");
        Look("/feed", _ => "<dc:creator>alice-sample@undisclosed.test</dc:creator>", "application/rss+xml");
        DifferenceLearner.Learn(_looks, []).Markers.Select(marker => marker.Value).ShouldBe(["bob-sample"]);
    }

    [Fact]
    public void Learn_PageThatNamesAnotherAndNotTheReader_SaysWhoGotIt()
    {
        Look("/wiki", _ => $"<p>Signed in as alice-sample</p><p>{++_time}</p>", anonymous: "<p>Sign in</p>");
        DifferenceLearner.Learn(_looks, [WithUser("alice"), WithUser("bob")]).Pages.ShouldHaveSingleItem().Words.ShouldStartWith("bob got alice's user there");
    }

    [Fact]
    public void Learn_AnonymousVisitorsWithTheBytesOfAnAccount_SaysSo()
    {
        Look("/wiki", who => $"<p>Signed in as {who}-sample</p><footer>Edited by alice-sample</footer>", anonymous: "<p>Signed in as alice-sample</p><footer>Edited by alice-sample</footer>");
        DifferenceLearner.Learn(_looks, [WithUser("alice"), WithUser("bob")]).Pages.ShouldHaveSingleItem().Words.ShouldStartWith("anonymous got alice's user there");
    }

    [Fact]
    public void Learn_PageForEverybodyAndPageForMembers_AreToldApart()
    {
        Look("/about", _ => "<p>About us</p>", anonymous: "<p>About us</p>");
        Look("/lounge", _ => "<p>For members</p>", anonymous: "<p>Please sign in</p>");
        DifferenceLearner.Learn(_looks, []).Pages.Select(page => page.Verdict).ShouldBe([PageVerdict.Public, PageVerdict.Members]);
    }

    [Fact]
    public void Learn_OneLookEach_LearnsNothing()
    {
        _looks["/"] = [Page("alice", "/", "<p>alice-own-text</p>"), Page("bob", "/", "<p>bob-own-text</p>")];
        DifferenceLearner.Learn(_looks, []).Markers.ShouldBeEmpty();
        _looks["/"] = [Exchanges.Of("alice", "/", 500, "broken")];
        DifferenceLearner.Learn(_looks, []).Pages.ShouldHaveSingleItem().Verdict.ShouldBe(PageVerdict.Unknown);
    }

    private static Account WithUser(string name) => new(name, new Dictionary<string, string> { ["user"] = $"{name}-sample" });

    private void Look(string path, Func<string, string> body, string type = "text/html", string? anonymous = null)
    {
        var looks = _looks[path] = [];
        for (var round = 0; round < 2; round++)
        {
            foreach (var who in new[] { "alice", "bob" }) looks.Add(Page(who, path, body(who), type));
            if (anonymous is not null) looks.Add(Page(Account.Anonymous, path, anonymous, type));
        }
    }

    private static Exchange Page(string who, string path, string body, string type = "text/html") => Exchanges.Of(who, path, body, $"Content-Type: {type}");
}
