using System.Text.Json;
using Cloakroom.Control;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Tests.Faults;

namespace Cloakroom.Probe.Tests.Watching;

/// <summary>The watch over a real store: what it says, and how it ends. What leaks become there: <see cref="WatchedLeakTests"/>.</summary>
public sealed class WatchCommandTests
{
    internal static readonly string[] Tactics = ["--tactic", "timed-pair", "--tactic", "burst"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_SafeSite_RaisesNothingAndStaysSignedIn()
    {
        await using var site = await FaultySite.StartAsync();
        await using var harness = await WatchHarness.CreateAsync();

        var (status, output, error) = await harness.WatchAsync(site.Url, Ct, ["--store", harness.StoreFile, "--rounds", "3", "--health", harness.PathOf("health.json"), .. Tactics]);

        status.ShouldBe(ProbeExit.Clean, output + error);
        (await harness.Store.ReadMixupsAsync(default, 10, Ct)).ShouldBeEmpty();
        site.SignIns.ShouldBe(2);
        output.Split('\n').Count(line => line.Contains("no leak", StringComparison.Ordinal)).ShouldBe(3, output);
        output.ShouldContain("3 rounds, 0 findings raised, 0 still there");
        using var health = JsonDocument.Parse(await File.ReadAllTextAsync(harness.PathOf("health.json"), Ct));
        health.RootElement.GetProperty("state").GetString().ShouldBe("testing");
        health.RootElement.GetProperty("round").GetInt32().ShouldBe(3);
        (await harness.Store.ReadNodesAsync(Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_UntilLeak_EndsWithIt()
    {
        await using var site = await LeakySite.StartAsync();
        await using var harness = await WatchHarness.CreateAsync();

        var (status, output, error) = await harness.WatchAsync(site.Url, Ct, ["--until-leak", "--json", .. Tactics]);

        status.ShouldBe(ProbeExit.Findings, output + error);
        using var last = JsonDocument.Parse(output.Trim().Split('\n')[^1]);
        last.RootElement.GetProperty("raised").GetArrayLength().ShouldBeGreaterThan(0);
        error.ShouldContain("in no incident, alert or console");
    }

    [Fact]
    public async Task Watch_SiteDown_SaysSoEverywhereAndGoesOn()
    {
        var isDown = true;
        await using var site = await FaultySite.StartAsync((_, context, _) =>
        {
            if (isDown)
                context.Abort();
            return Task.FromResult(isDown);
        });
        await using var harness = await WatchHarness.CreateAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var watching = harness.WatchAsync(site.Url, stop.Token, ["--store", harness.StoreFile, "--health", harness.PathOf("health.json"), .. Tactics]);
        var node = await UntilAsync(async () => (await harness.Store.ReadNodesAsync(Ct)).SingleOrDefault(node => node.Problem is not null));
        node.Kind.ShouldBe(NodeKind.Probe);
        node.Problem.ShouldNotBeNull().ShouldContain("2 of 2 accounts cannot be used");
        // Written after the store.
        await UntilAsync(async () => (await File.ReadAllTextAsync(harness.PathOf("health.json"), Ct)) is var health && health.Contains("\"untested\"", StringComparison.Ordinal) ? health : null);

        isDown = false;
        await UntilAsync(async () => (await harness.Store.ReadNodesAsync(Ct)).SingleOrDefault(node => node.Problem is null));
        await stop.CancelAsync();
        var (status, output, error) = await watching.WaitAsync(TimeSpan.FromSeconds(15), Ct);

        status.ShouldBe(ProbeExit.Clean, output + error);
        error.ShouldContain("cannot test as it should");
        error.ShouldContain("tests again");
        output.ShouldContain("still there; last tested");
        (await harness.Store.ReadNodesAsync(Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_ExpiredAccounts_ExitsAsUntested()
    {
        await using var site = await FaultySite.StartAsync();
        await using var harness = await WatchHarness.CreateAsync();
        await File.WriteAllTextAsync(harness.PathOf("accounts.csv"), "name,user,password,email\nalice,alice,expired,alice@mail.example.test\nbob,bob,expired,bob@mail.example.test\n", Ct);

        var (status, output, error) = await harness.WatchAsync(site.Url, Ct, ["--store", harness.StoreFile, "--rounds", "1", .. Tactics]);

        status.ShouldBe(ProbeExit.Incomplete, output + error);
        output.ShouldContain("NOT TESTED");
        output.ShouldContain("nothing was ever tested");
    }

    [Fact]
    public async Task Watch_NoSuchStore_IsToldBeforeAnythingIsSent()
    {
        await using var site = await FaultySite.StartAsync();
        await using var harness = await WatchHarness.CreateAsync();

        var (status, _, error) = await harness.WatchAsync(site.Url, Ct, "--store", harness.PathOf("nowhere.db"), "--rounds", "1");

        status.ShouldBe(ProbeExit.Clean + 2);
        error.ShouldContain("there is no such file");
        site.Requests.ShouldBe(0);
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> find)
        where T : class
    {
        for (var i = 0; i < 400; i++)
        {
            if (await find() is { } found)
                return found;
            await Task.Delay(50, Ct);
        }

        throw new TimeoutException("It did not come in 20 seconds.");
    }
}
