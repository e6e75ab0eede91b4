using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>What a run is made of, put together once. Sees every exchange.</summary>
internal sealed class RunParts : IExchangeObserver, IDisposable
{
    private readonly ProbeClient _client;

    public RunParts(ProbeOptions options, ProbeClientOptions sending, MannersOptions manners, Account nobody, TimeProvider time, RunMemory? memory = null)
    {
        Memory = memory ?? new RunMemory(options);
        Coverage = new Coverage(options.Site);
        Everybody = [.. options.Accounts, nobody];
        Choice = new SeededChoice(options.Seed);
        Manners = new Manners(manners, time);
        _client = new ProbeClient(sending, Manners, [Counters, this], time);
        var steps = new StepRunner(_client, options.Site, time);
        Secrets = new RunSecrets(options.Accounts, Markers, options.Secrets);
        Findings = new FindingBook(Secrets, site: options.Site);
        Planted = new PlantedMarkers(steps, options.Scenario, Memory, Coverage);
        Keeper = new SessionKeeper(steps, _client, options, Memory, Sessions, Planted, time);
        Knowledge = new Knowledge(Memory, Keeper, Coverage, options.Scenario.SignIn.Count > 0);
        Journeys = new JourneyWalk(steps, options, Coverage);
        Trials = new TrialRunner(_client, Manners, Sessions, Coverage);
        Confirmer = new Confirmer(_client, Findings, Sessions, Everybody, options, time);
        foreach (var account in options.Accounts)
        {
            Inspector.NoteJar(account);
            Planted.AddGiven(account);
        }
    }

    /// <summary>All accounts, and nobody.</summary>
    public IReadOnlyList<Account> Everybody { get; }

    public IProbeClient Client => _client;

    public Manners Manners { get; }

    public TrafficCounters Counters { get; } = new();

    public Coverage Coverage { get; }

    /// <summary>What is known from runs before, and will be by the next.</summary>
    public RunMemory Memory { get; }

    public MarkerBook Markers => Memory.Markers;

    public Inspector Inspector => Memory.Inspector;

    public RunSecrets Secrets { get; }

    public FindingBook Findings { get; }

    public AccountSessions Sessions { get; } = new();

    public SessionKeeper Keeper { get; }

    public PlantedMarkers Planted { get; }

    public JourneyWalk Journeys { get; }

    public TrialRunner Trials { get; }

    public Confirmer Confirmer { get; }

    /// <summary>For one at a time; who works beside others has one of its own.</summary>
    public SeededChoice Choice { get; }

    public Knowledge Knowledge { get; }

    public void Observe(Exchange exchange)
    {
        var sightings = Inspector.Inspect(exchange);
        // What a sign-in gives is the account's, whatever it is: without it there is nothing to ask with.
        exchange.HoldsForeign = exchange.Request.Tactic != Tactic.SignIn && sightings.Any(sighting => sighting.Severity == Severity.Leak);
        Coverage.Note(exchange, sightings);
        foreach (var sighting in sightings) Report(sighting);
    }

    public void Report(Sighting sighting)
    {
        Findings.Add(sighting);
        Confirmer.Note(sighting);
    }

    public void Dispose() => _client.Dispose();
}
