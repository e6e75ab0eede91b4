using Cloakroom.Alerts;
using Cloakroom.Journal;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Tests.Faults;

namespace Cloakroom.Probe.Tests.Watching;

/// <summary>What leaks become in a real store, and whom it is told.</summary>
public sealed class WatchedLeakTests
{
    private static string[] Tactics => WatchCommandTests.Tactics;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
}
