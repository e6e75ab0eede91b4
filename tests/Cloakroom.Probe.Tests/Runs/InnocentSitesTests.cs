using System.Collections.Concurrent;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Tests.Faults;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Probe.Tests.Runs;

/// <summary>Sites that mix nobody up, and look as if they did.</summary>
public sealed class InnocentSitesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Which words one gets is drawn at sign-in: what one had before, another has next.</summary>
    [Fact]
    public async Task Run_WordsThatAreDrawnForEachSession_AreNobodys()
    {
        var drawn = new ConcurrentDictionary<string, int>();
        await using var site = await SiteAsync((site, context) =>
        {
            if (context.Request.Cookies["sid"] is not { } sid || site.UserOf(context) is null)
                return "<p>Discover what our members like</p>";
            return drawn.GetOrAdd(sid, _ => drawn.Count) % 3 == 0 ? "<p>Try the wonderful checkout today</p>" : "<p>Save on everything you order</p>";
        });

        await ShouldBeCleanAsync(site, ["alice", "bob"]);
    }

    /// <summary>One text is the end of another.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_UsersOneAndEleven_AreTwo(bool hasIdentity)
    {
        await using var site = await SiteAsync((site, context) => $"<p>Kunde <b id=id>{site.UserOf(context)}</b></p>");

        await ShouldBeCleanAsync(site, ["1", "11"], scenario => hasIdentity ? scenario with { Identity = [new IdentityRule("/account", "{user}") { In = new Extraction { Selector = "#id" } }] } : scenario);
    }

    /// <summary>A shell that is the same for all, and data with the time in it; both are called the same.</summary>
    [Fact]
    public async Task Run_SinglePageWithEqualNames_IsClean()
    {
        await using var site = await FaultySite.StartAsync(async (site, context, number) =>
        {
            if (SignsOut(site, context))
                return true;
            var path = context.Request.Path.Value!;
            context.Response.Headers.CacheControl = "no-store";
            if (path == "/api/me")
            {
                context.Response.StatusCode = site.UserOf(context) is null ? 401 : 200;
                context.Response.ContentType = "application/json";
                var now = TimeProvider.System.GetUtcNow();
                await context.Response.WriteAsync(
                    site.UserOf(context) is { } user
                        ? $$"""{"id":{{(user == "alice" ? 1 : 11)}},"name":"Müller, Jörg","login":"{{user}}-1987","ts":{{now.ToUnixTimeMilliseconds()}},"seen":"vor {{number % 7}} Minuten","date":"Sonntag, {{now.Day}}. November {{now.Year}}"}"""
                        : """{"error":"Nicht angemeldet"}""",
                    Ct);
                return true;
            }

            if (path is not ("/" or "/account"))
                return false;
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<!doctype html><title>Laden</title><div id=app></div><script src=/s/app.js></script>", Ct);
            return true;
        });

        await ShouldBeCleanAsync(site, ["alice", "bob"], scenario => scenario with { Journeys = new Dictionary<string, IReadOnlyList<Step>> { ["all"] = [new Step { Path = "/" }, new Step { Path = "/api/me" }] } });
    }

    private static Task<FaultySite> SiteAsync(Func<FaultySite, HttpContext, string> banner) => FaultySite.StartAsync(async (site, context, _) =>
    {
        if (SignsOut(site, context))
            return true;
        if (context.Request.Path != "/" && (context.Request.Path != "/account" || !site.IsSignedIn(context)))
            return false;
        context.Response.ContentType = "text/html";
        context.Response.Headers.CacheControl = "no-store";
        var mine = context.Request.Path == "/account" ? $"<p>{site.UserOf(context)}@mail.example.test</p><a href=/>Home</a>" : "<a href=/account>You</a>";
        await context.Response.WriteAsync($"<!doctype html><title>Shop</title>{banner(site, context)}{mine}", Ct);
        return true;
    });

    private static bool SignsOut(FaultySite site, HttpContext context)
    {
        if (context.Request.Path != "/logout")
            return false;
        site.SignOut(context);
        context.Response.Headers.SetCookie = "sid=; Path=/; Max-Age=0";
        return true;
    }

    private static async Task ShouldBeCleanAsync(FaultySite site, string[] names, Func<Scenario, Scenario>? change = null)
    {
        var scenario = FaultRun.Scenario with { SignOut = [new Step { Path = "/logout" }], Identity = [], Markers = [] };
        var report = await FaultRun.RunAsync(
            FaultRun.Options(site.Url, seconds: 40) with
            {
                Accounts = [.. names.Select(name => FaultRun.Account(name))],
                Scenario = change?.Invoke(scenario) ?? scenario,
                Tactics = new HashSet<string> { Tactic.TimedPair, Tactic.SignedOut },
                SignOutSettles = TimeSpan.FromMilliseconds(50),
            },
            Ct);

        report.Findings.ShouldBeEmpty(string.Join('\n', report.Findings.Select(one => one.Title)));
        report.Untested.ShouldBeEmpty(string.Join('\n', report.Untested.Select(one => one.ToString())));
        report.Verdict.ShouldBe(Verdict.Clean);
    }
}
