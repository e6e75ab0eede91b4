using System.Net;
using System.Text.RegularExpressions;
using Cloakroom.Console.Tests.Hosting;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Console.Tests.Pages;

/// <summary>What is on the pages, and what must never be.</summary>
public sealed partial class PageTests : IDisposable
{
    private const string Markup = "<img src=x onerror=alert(1)>\"'<script>alert(2)";

    private readonly string _directory = Directory.CreateTempSubdirectory("cloakroom-console-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task EveryPage_AfterABusyDay_HasStrictHeadersNothingInlineAndNoSecret()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        // One half of Alice's ticket with the other half of Bob's.
        var token = alice.Cookies.Keys.Single(name => !name.EndsWith("binding", StringComparison.Ordinal));
        await app.Browse().Copy(bob).Copy(alice, token).GetAsync("/me");
        var incident = (await app.Store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();
        var mixup = (await app.Store.ReadIncidentMixupsAsync(incident.Id, 1, Ct)).Single();
        var session = (await app.Get<ISessionManager>().ListAsync("alice", Ct)).Single();

        var pages = new List<Answer>();
        foreach (var path in PathsOf(incident.Id, mixup.Id, session.Id))
            pages.Add(await olga.GetAsync("/cloakroom" + path));

        foreach (var page in pages)
        {
            page.Status.ShouldBe(HttpStatusCode.OK, page.Body);
            page.Header("Content-Security-Policy").ShouldBe(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
            page.CacheDirectives.ShouldBe(["no-store"]);
            page.Header("X-Content-Type-Options").ShouldBe("nosniff");
            page.Header("Referrer-Policy").ShouldBe("no-referrer");
            Inline().Matches(page.Body).ShouldBeEmpty();
            page.Body.ShouldContain("<h1");
        }

        var everything = string.Concat(pages.Select(page => page.Body));
        everything.ShouldContain("alice");
        everything.ShouldContain("bob");
        var secrets = new[] { olga, alice, bob }.SelectMany(browser => browser.Cookies).Where(cookie => !cookie.Key.StartsWith("cloakroom-console", StringComparison.Ordinal)).ToList();
        secrets.Count.ShouldBe(6);
        foreach (var (_, value) in secrets)
            everything.ShouldNotContain(value, Case.Sensitive);
    }

    [Fact]
    public async Task EveryPage_WithMarkupInWhatOthersWrote_ShowsItAsText()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync(Markup);
        await app.Browse().PostAsync("/sign-in/" + Uri.EscapeDataString(Markup));
        var mixup = await app.Store.MixupAsync(Markup, Markup + "2", disposition: MixupDisposition.Exposed, route: Markup);
        await app.Store.ExposedAsync(Markup, Markup + "2", TimeProvider.System.GetUtcNow(), 3);
        await app.Store.AddIncidentNoteAsync(mixup, new(TimeProvider.System.GetUtcNow().TruncateToMilliseconds(), Markup, Markup), Ct);
        await app.Store.SetModeAsync(new(Control.CloakroomMode.ReadOnly, Markup, Markup, TimeProvider.System.GetUtcNow().TruncateToMilliseconds()), Ct);
        await app.Store.EdgeAsync(Markup, TimeProvider.System.GetUtcNow());
        await app.Store.SetModeAsync(new(Control.CloakroomMode.Open, Markup, Markup, TimeProvider.System.GetUtcNow().TruncateToMilliseconds()), Ct);

        foreach (var path in (string[])["", "/incidents", $"/incidents/{mixup}", $"/mixups/{mixup}", "/sessions?q=" + Uri.EscapeDataString(Markup), "/control", "/nodes", "/confirm/end-subject?subject=" + Uri.EscapeDataString(Markup), "/confirm/end-tenant?tenant=" + Uri.EscapeDataString(Markup)])
        {
            var page = await olga.GetAsync("/cloakroom" + path);
            page.Status.ShouldBe(HttpStatusCode.OK);
            page.Body.ShouldNotContain("<img", Case.Insensitive, path);
            page.Body.ShouldNotContain("<script>", Case.Insensitive, path);
            page.Body.ShouldContain("&lt;img", Case.Insensitive, path);
        }
    }

    [Fact]
    public async Task Text_WithLettersThatTurnTheLine_LosesThem() =>
        (await Task.FromResult(Cloakroom.Console.Pages.Say.Text("a\u202Eb\u0007c"))).ShouldBe("a\uFFFDb\uFFFDc");

    [Fact]
    public async Task Overview_OnSqlite_TellsUsesSignInsAndMixups()
    {
        await using var app = await ConsoleApp.StartAsync(setup => setup.Sqlite = Path.Combine(_directory, "console.db"));
        var olga = await app.OperatorAsync();
        await app.Store.OrdinaryHourAsync(TimeProvider.System.GetUtcNow());
        await app.Store.MixupAsync("alice", "bob", disposition: MixupDisposition.Exposed);

        var page = await olga.GetAsync("/cloakroom");

        page.Body.ShouldContain("session: 1 mix-up in 1 open incident was let through.");
        page.Body.ShouldContain("requests with a session in");
        page.Body.ShouldContain("sessions that began signed in in");
        (await olga.GetAsync("/cloakroom/nodes")).Body.ShouldContain("Self-test of the store: <b>right</b>");
        (await olga.GetAsync("/cloakroom/sessions?q=olga")).Body.ShouldContain("1 live session of <bdi>olga</bdi>");
        var id = (await app.Get<ISessionManager>().ListAsync("olga", Ct)).Single().Id;
        (await olga.GetAsync("/cloakroom/sessions?q=" + id)).Body.ShouldContain("the one asked for");
        (await olga.GetAsync("/cloakroom/sessions?q=" + Happening.IdOf(77))).Body.ShouldContain("A tag of the edges");
    }

    [Fact]
    public async Task Incident_WithThousandsOfPairs_IsBoundedAndItsTableIsNot()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        var at = TimeProvider.System.GetUtcNow();
        var first = await app.Store.MixupAsync("owner-0", "other-0", at);
        for (var i = 1; i < 3_000; i++)
            await app.Store.MixupAsync($"owner-{i}", $"other-{i}", at.AddMilliseconds(i));

        var page = await olga.GetAsync($"/cloakroom/incidents/{first}");
        var table = await olga.GetAsync($"/cloakroom/incidents/{first}/pairs.csv");

        page.Body.Length.ShouldBeLessThan(120_000);
        page.Body.ShouldContain("And 2,950 more");
        table.Header("Content-Disposition").ShouldNotBeNull().ShouldContain("attachment");
        table.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3_001);
    }

    [Fact]
    public async Task Get_WhatIsNotThere_SaysSoInAPage()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();

        foreach (var path in (string[])["/incidents/none", "/mixups/none", "/confirm/dance", "/confirm/mode?mode=99", "/confirm/end-session?subject=alice", "/incidents/none/pairs.csv"])
            (await olga.GetAsync("/cloakroom" + path)).Status.ShouldBe(HttpStatusCode.NotFound, path);
        (await olga.GetAsync("/cloakroom/confirm/end-session?subject=alice&id=none")).Body.ShouldContain("it has ended already");
    }

    [Fact]
    public async Task Assets_OfTheAssembly_MayBeKeptForEver()
    {
        await using var app = await ConsoleApp.StartAsync();
        var olga = await app.OperatorAsync();
        var names = Asset().Matches((await olga.GetAsync("/cloakroom")).Body).Select(match => match.Value).ToList();

        names.Count.ShouldBe(2);
        foreach (var name in names)
        {
            var asset = await olga.GetAsync(name);
            asset.Status.ShouldBe(HttpStatusCode.OK);
            asset.CacheControl.ShouldNotBeNull().ShouldContain("immutable");
            asset.CacheControl.ShouldContain("private");
        }

        (await olga.GetAsync("/cloakroom/assets/console.0.js")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static IEnumerable<string> PathsOf(string incident, string mixup, string session) =>
    [
        "", "/incidents", $"/incidents/{incident}", $"/mixups/{mixup}", "/sessions", "/sessions?q=alice", "/sessions?q=" + session, "/sessions?q=nobody", "/control", "/nodes",
        "/confirm/mode?mode=SignInClosed", "/confirm/mode?mode=Open", "/confirm/mode?mode=ReadOnly", "/confirm/mode?mode=Closed", "/confirm/end-all", "/confirm/end-tenant?tenant=acme", "/confirm/end-subject?subject=alice",
        $"/confirm/end-session?subject=alice&id={session}", $"/confirm/end-tag?tag={session}", $"/confirm/close-incident?incident={incident}", $"/confirm/contain?incident={incident}", "/confirm/open-incident?from=2026-01-01T10:00&to=2026-01-01T11:00",
    ];

    // Script within the page, handlers, styles: what the policy forbids and the page therefore must not need.
    [GeneratedRegex("<script(?![^>]*\\ssrc=)|<style|\\sstyle=|\\son[a-z]+=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("/cloakroom/assets/console\\.[0-9a-f]{16}\\.(css|js)")]
    private static partial Regex Asset();
}
