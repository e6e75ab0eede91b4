using System.Text.Json;
using Cloakroom.Alerts;
using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Tests.Faults;

namespace Cloakroom.Probe.Tests.Watching;

/// <summary>The watch over a real store, against a site that leaks and one that does not.</summary>
public sealed class WatchCommandTests
{
    private static readonly string[] Tactics = ["--tactic", "timed-pair", "--tactic", "burst"];

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

    /// <summary>Whoever asks second gets the first one's page.</summary>
    [Fact]
    public async Task Watch_SiteThatLeaks_RaisesItOnceBetweenSyntheticAccountsAcrossRestarts()
    {
        await using var site = await LeakySite.StartAsync();
        await using var harness = await WatchHarness.CreateAsync();

        var (status, output, error) = await harness.WatchAsync(site.Url, Ct, ["--store", harness.StoreFile, "--rounds", "2", .. Tactics]);

        status.ShouldBe(ProbeExit.Findings, output + error);
        var mixups = await harness.Store.ReadMixupsAsync(default, 100, Ct);
        mixups.ShouldNotBeEmpty(output + error);
        mixups.ShouldAllBe(mixup => mixup.IsByProbe() && mixup.Disposition == MixupDisposition.Exposed && mixup.Owner.SessionId == null && mixup.Presenter.SessionId == null);
        var leak = mixups.First(mixup => mixup.Kind == MixupKind.ForeignOwner && mixup.Route == "/account");
        leak.Owner.Subject.ShouldBeOneOf("probe:alice", "probe:bob");
        leak.Presenter.Subject.ShouldNotBeNull().ShouldStartWith("probe:");
        leak.Detail.ShouldStartWith("Finding ");
        leak.Detail.ShouldNotContain("@mail.example.test");
        mixups.Select(mixup => (mixup.Kind, mixup.Detail.Split(' ')[1])).ShouldBeUnique();
        (await harness.Store.ReadIncidentsAsync(10, Ct)).ShouldAllBe(incident => incident.Cause!.IsByProbe);

        await harness.WatchAsync(site.Url, Ct, ["--store", harness.StoreFile, "--rounds", "1", .. Tactics]);
        var again = await harness.Store.ReadMixupsAsync(default, 100, Ct);
        again.Select(mixup => mixup.Detail.Split(' ')[1]).ShouldBeUnique();
    }

    /// <summary>Two machines watch one site, as one may fail: what they find is one incident.</summary>
    [Fact]
    public async Task Watch_TwoOnOneStore_MakeOneIncidentOfOneLeak()
    {
        await using var site = await LeakySite.StartAsync();
        await using var harness = await WatchHarness.CreateAsync();

        var ends = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => harness.WatchAsync(site.Url, Ct, ["--store", harness.StoreFile, "--rounds", "2", .. Tactics])));

        ends.ShouldAllBe(end => end.Status == ProbeExit.Findings);
        var incidents = await harness.Store.ReadIncidentsAsync(10, Ct);
        incidents.ShouldNotBeEmpty();
        incidents.Select(incident => (incident.Cause!.Kind, incident.Cause.Route)).ShouldBeUnique();
    }

    /// <summary>Where nothing else runs on the store, the watch sends.</summary>
    [Fact]
    public async Task Watch_WithDestinations_SendsTheAlertItself()
    {
        var alerts = new List<string>();
        await using var receiver = await FaultySite.StartAsync(async (_, context, _) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            alerts.Add(await reader.ReadToEndAsync(Ct));
            return true;
        });
        await using var site = await LeakySite.StartAsync();
        await using var harness = await WatchHarness.CreateAsync();
        await File.WriteAllTextAsync(
            harness.PathOf("appsettings.json"),
            $$"""{ "Cloakroom": { "Alerts": { "Destinations": [ { "Name": "hook", "Kind": "Webhook", "Url": "{{receiver.Url}}", "AllowPlainHttp": true } ] } } }""",
            Ct);

        var (_, output, error) = await harness.WatchAsync(site.Url, Ct, ["--store", harness.StoreFile, "--settings", harness.PathOf("appsettings.json"), "--rounds", "2", .. Tactics]);

        alerts.ShouldNotBeEmpty(output + error);
        alerts.ShouldContain(alert => alert.Contains("synthetic accounts", StringComparison.Ordinal));
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
