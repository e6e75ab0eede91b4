using System.Collections.Concurrent;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Tests.Faults;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Probe.Tests.Runs;

/// <summary>Two sites that look the same from outside, header by header: one gives out what it has stored, the other mixes two people up.</summary>
public sealed class SilentCacheTests
{
    [Fact]
    public async Task Run_OfACacheWithoutAWordOfItsOwn_TellsThatItIsProbablyOne()
    {
        var stored = new ConcurrentDictionary<string, string>();
        await using var site = await FaultySite.StartAsync(async (site, context, _) =>
        {
            if (context.Request.Path != "/account" || site.UserOf(context) is not { } user)
                return false;
            await WriteAsync(context, stored.GetOrAdd(context.Request.Path + context.Request.QueryString, _ => PageOf(user)));
            return true;
        });

        var leak = (await RunAsync(site)).Findings[0];

        (leak.Severity, leak.Route).ShouldBe((Severity.Leak, "/account"));
        leak.Mechanism.Code.ShouldBe("cache-replay");
        leak.Mechanism.Words.ShouldStartWith("Probably a cache, though no header speaks of one");
        leak.Mechanism.Because.ShouldContain("tried again, it came each time that the two asked at one address, and not once when they asked at two");
        leak.Signs.ShouldAllBe(sign => sign.Mechanism == null);
    }

    [Fact]
    public async Task Run_OfAnApplicationThatTakesOneForTheLast_TellsThatItIsTheApplication()
    {
        string? last = null;
        await using var site = await FaultySite.StartAsync(async (site, context, _) =>
        {
            if (context.Request.Path != "/account" || site.UserOf(context) is not { } user)
                return false;
            var shown = Interlocked.Exchange(ref last, user) ?? user;
            await WriteAsync(context, PageOf(shown));
            return true;
        });

        var leak = (await RunAsync(site)).Findings[0];

        (leak.Severity, leak.Route, leak.Mechanism.Code).ShouldBe((Severity.Leak, "/account", "application"));
    }

    private static string PageOf(string user) => $"<!doctype html><title>Shop</title><p>Signed in as {user}@mail.example.test</p>{TimeProvider.System.GetTimestamp()}";

    private static Task WriteAsync(HttpContext context, string page)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync(page);
    }

    private static Task<ProbeReport> RunAsync(FaultySite site) =>
        FaultRun.RunAsync(FaultRun.Options(site.Url, seconds: 20) with { Tactics = new HashSet<string> { Tactic.TimedPair } }, TestContext.Current.CancellationToken);
}
