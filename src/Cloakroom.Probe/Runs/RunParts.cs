using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Crawling;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>What a run is made of, put together once.</summary>
internal sealed class RunParts : IExchangeObserver, IDisposable
{
    private readonly ProbeOptions _options;
    private readonly Lock _choosing = new();
    private readonly ProbeClient _client;
    private int _round;

    public RunParts(ProbeOptions options, ProbeClientOptions sending, MannersOptions manners, Account nobody, TimeProvider time)
    {
        _options = options;
        Manners = new Manners(manners, time);
        _client = new ProbeClient(sending, Manners, [Counters, this], time);
        Sessions = new AccountSessions();
        Everybody = [.. options.Accounts, nobody];
        var steps = new StepRunner(_client, options.Site);
        Oracle = new IdentityOracle(options.Scenario.Identity, options.Accounts);
        Keeper = new SessionKeeper(steps, _client, options, Oracle, Sessions);
        Planted = new PlantedMarkers(steps, options.Scenario, Markers, Coverage);
        Journeys = new JourneyWalk(steps, options, Coverage);
        Trials = new TrialRunner(_client, Sessions, Coverage, Choice);
    }

    public IProbeClient Client => _client;
}
