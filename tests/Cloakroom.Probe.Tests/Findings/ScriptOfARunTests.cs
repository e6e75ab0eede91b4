using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Tests.Hosting;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Findings;

/// <summary>The scripts of whole runs do what their comments say, with new sessions of the accounts: they find it again, and not when it is mended.</summary>
public sealed class ScriptOfARunTests
{
    [Fact]
    public async Task Run_OfEachLeak_FindsItUntilItIsMended()
    {
        await using var shop = await ShopSite.StartAsync(rolls: true);
        shop.Caches = path => path == "/account" || path.StartsWith("/assets/", StringComparison.Ordinal);
        var leaks = (await RunAsync(shop)).Findings.Where(one => one.Severity == Severity.Leak).ToList();
        leaks.Select(one => one.Check).ShouldBe([CheckKind.ForeignMarker.Code(), CheckKind.ForeignCookie.Code(), CheckKind.ForeignCookie.Code()], ignoreOrder: true);

        await ShouldExitAsync(shop, leaks, 1);
        shop.Caches = _ => false;
        await ShouldExitAsync(shop, leaks, 0);
    }

    [Fact]
    public async Task Run_OfASessionThatSurvives_FindsItUntilItIsMended()
    {
        await using var shop = await ShopSite.StartAsync();
        shop.EndsSessions = false;
        var findings = (await RunAsync(shop)).Findings;
        findings.Select(one => one.Check).ShouldBe([CheckKind.SurvivingSession.Code()]);

        await ShouldExitAsync(shop, findings, 1);
        shop.EndsSessions = true;
        await ShouldExitAsync(shop, findings, 0);
    }

    [Fact]
    public async Task Run_OfASessionThatComesBack_FindsItUntilItIsMended()
    {
        await using var shop = await ShopSite.StartAsync();
        shop.WritesSessionsBack = true;
        shop.AccountTakes = TimeSpan.FromMilliseconds(400);
        var findings = (await RunAsync(shop)).Findings;
        findings.Select(one => one.Check).ShouldBe([CheckKind.RevivedSession.Code()]);
        shop.SignsOutInTheMiddle = true;

        await ShouldExitAsync(shop, findings, 1);
        shop.WritesSessionsBack = false;
        await ShouldExitAsync(shop, findings, 0);
    }

    private static async Task ShouldExitAsync(ShopSite shop, IReadOnlyList<FindingReport> findings, int status)
    {
        // However long a busy machine takes to start the program that asks next.
        shop.CachesFor = TimeSpan.FromHours(1);
        foreach (var finding in findings)
        {
            shop.ForgetStored();
            var (exit, output, error) = await CurlScriptTests.RunAsync(
                [], finding.Curl, ("ALICE_COOKIE", await shop.SignInAsync("alice")), ("BOB_COOKIE", await shop.SignInAsync("bob")), ("LOOK_FOR", LookFor(finding)));
            exit.ShouldBe(status, $"{finding.Title}\n{finding.Curl}\n{output}{error}");
        }
    }

    /// <summary>What the page of the finding says of its owner. Of a session that outlives its end every page is a sign, and which of them is asked first differs.</summary>
    private static string LookFor(FindingReport finding) => (finding.Owner, finding.Curl.Contains("/me?", StringComparison.Ordinal)) switch
    {
        ("alice", true) => "alice.liddell@example.test",
        ("alice", false) => "Alice Liddell",
        (_, true) => "bob.cratchit@example.test",
        (_, false) => "Bob Cratchit",
    };

    private static async Task<ProbeReport> RunAsync(ShopSite shop)
    {
        var options = new ProbeOptions
        {
            Site = shop.Address,
            Accounts = ShopSite.Accounts(),
            Scenario = ShopSite.Scenario,
            Windows = [TimeSpan.FromSeconds(1)],
            Time = TimeSpan.FromSeconds(60),
            SignOutSettles = TimeSpan.FromMilliseconds(50),
            Tactics = new HashSet<string> { Tactic.TimedPair, Tactic.SignedOut },
        };
        using var run = new ProbeRun(options, new ProbeClientOptions(), new MannersOptions { Target = shop.Address, RequestsPerSecond = double.PositiveInfinity }, TimeProvider.System);
        return await run.RunAsync(TestContext.Current.CancellationToken);
    }
}
