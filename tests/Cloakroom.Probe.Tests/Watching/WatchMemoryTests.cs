using System.Security.Cryptography;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Tests.Faults;
using Cloakroom.Probe.Watching;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Probe.Tests.Watching;

/// <summary>A watch runs for months: what it knows is bounded, whatever the site makes up.</summary>
[Collection<AloneInTheProcess>]
public sealed class WatchMemoryTests
{
    private const int Look = 3;
    private const int Rounds = 30;

    /// <summary>
    /// Of the managed heap after the first rounds: the evidence that is kept (2,048 exchanges of cookies, 4,096 of nonces, the last four of each page) fills up until then or later.
    /// Each page has 40 KB of its own, so that all of them would be twice as much.
    /// </summary>
    private const long MaxGrowth = 64L * 1024 * 1024;

    [Fact]
    public async Task Watch_EverNewContentCookiesAndFindings_StaysWithinItsBound()
    {
        var filler = new string('.', 40 * 1024);
        await using var site = await FaultySite.StartAsync(async (_, context, _) =>
        {
            if (context.Request.Path.StartsWithSegments("/made-up"))
            {
                // Everybody's mail, at an address that was never there before.
                await context.Response.WriteAsync($"alice@mail.example.test bob@mail.example.test {RandomNumberGenerator.GetHexString(32)} {filler}");
                return true;
            }

            return false;
        });
        site.OnPage = (context, _) =>
        {
            var random = RandomNumberGenerator.GetHexString(32);
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["X-Request-Id"] = random;
            context.Response.Headers.Append("Set-Cookie", $"rolling={RandomNumberGenerator.GetHexString(32)}; Path=/");
            context.Response.Headers.Append("Set-Cookie", $"name-{random[..8]}={RandomNumberGenerator.GetHexString(32)}; Path=/; Max-Age=1");
        };
        site.Body = (_, body) => $"{body}<a href=/made-up/{RandomNumberGenerator.GetHexString(12)}>New</a><p>{RandomNumberGenerator.GetHexString(48)}</p>{filler}";

        var (warmRequests, alive) = (0, new List<long>());
        var watch = Watch(site);
        await watch.RunAsync(
            round =>
            {
                if (round.Number % Look == 0)
                    alive.Add(GC.GetTotalMemory(forceFullCollection: true));
                if (round.Number == 2 * Look)
                    warmRequests = site.Requests;
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);

        (site.Requests - warmRequests).ShouldBeGreaterThan(4_000);
        // What is under way comes and goes: the most of the beginning, and the least of the end.
        var course = $"bytes alive after each {Look} rounds: {string.Join(", ", alive)}";
        TestContext.Current.TestOutputHelper?.WriteLine(course);
        (alive.Take(3).Max() + MaxGrowth).ShouldBeGreaterThan(alive.TakeLast(3).Min(), course);
        GC.KeepAlive(watch);
    }

    private static ProbeWatch Watch(FaultySite site) => new(
        new WatchOptions
        {
            Probe = FaultRun.Options(site.Url, seconds: 3) with { UntilTime = false, Tactics = new HashSet<string> { Tactic.TimedPair, Tactic.Burst }, MaxPages = 10, BackgroundRate = 200 },
            Sending = FaultRun.Sending,
            Manners = FaultRun.Manners(site.Url) with { RequestsPerSecond = 3_000, TotalRequests = 1_000 },
            Every = TimeSpan.FromMilliseconds(1),
            Shortest = TimeSpan.FromMilliseconds(1),
            Rounds = Rounds,
        },
        new FindingLedger(TimeProvider.System),
        TimeProvider.System);
}
