using System.Collections.Concurrent;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Transport;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Caches.Configurations;

namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>Probes each club behind each configuration of each cache, once, when it is first asked for.</summary>
public sealed class ProbeMatrix : IAsyncLifetime
{
    /// <summary>More wait for each other on two cores.</summary>
    private const int AtOnce = 4;

    private readonly IReadOnlyList<ClubMember> _members = ClubMember.Two();
    private readonly Dictionary<ClubKind, IClub> _clubs = [];
    private readonly Lazy<Task<IReadOnlyList<ProbedConfiguration>>> _all;

    public ProbeMatrix() => _all = new(ProbeAllAsync);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var club in _clubs.Values) await club.DisposeAsync();
    }

    /// <summary>All, in the order of the documentation.</summary>
    internal Task<IReadOnlyList<ProbedConfiguration>> AllAsync() => _all.Value;

    private async Task<IReadOnlyList<ProbedConfiguration>> ProbeAllAsync()
    {
        var stop = TestContext.Current.CancellationToken;
        foreach (var kind in ClubKind.All) _clubs[kind] = await kind.StartAsync(_members, stop);
        var cells = CacheConfigurations.All.SelectMany(configuration => ClubKind.All.Select(club => (configuration, club))).ToList();
        var probed = new ConcurrentDictionary<(CacheConfiguration, ClubKind), ProbedConfiguration>();
        await Parallel.ForEachAsync(cells, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop }, async (cell, cancellationToken) =>
            probed[cell] = await ProbeAsync(cell.configuration, cell.club, cancellationToken));
        return [.. cells.Select(cell => probed[cell])];
    }

    // What leaks to a burst alone goes by who is the first there, and nobody has nothing to leak. One trial at a time finds an idle connection of everybody's,
    // and so they arrive in the order they are let go in, with nobody at the end; among eight it is whose connection is there first.
    private static bool TellsByBurstsOnly(CacheConfiguration configuration) => configuration.Id is "Squid: collapsed_forwarding" or "Squid: overrides everything";

    private async Task<ProbedConfiguration> ProbeAsync(CacheConfiguration configuration, ClubKind kind, CancellationToken cancellationToken)
    {
        await using var cache = await configuration.StartAsync(_clubs[kind].Address, cancellationToken);
        var options = new ProbeOptions
        {
            Site = cache.Address,
            Accounts = [.. _members.Select(member => member.ToAccount())],
            Scenario = kind.ReadScenario(),
            Seed = 5,
            Tactics = new HashSet<string>(StringComparer.Ordinal) { Tactic.TimedPair, Tactic.Burst, Tactic.CancelledPair },
            // What these caches keep they keep for minutes: there is nothing to wait for.
            Windows = [TimeSpan.FromMilliseconds(50)],
            Confirmations = 1,
            Lanes = TellsByBurstsOnly(configuration) ? 1 : 8,
        };
        var manners = new MannersOptions { Target = cache.Address, RequestsPerSecond = double.PositiveInfinity };
        using var run = new ProbeRun(options, new ProbeClientOptions(), manners, TimeProvider.System);
        return new ProbedConfiguration(configuration, kind, await run.RunAsync(cancellationToken));
    }
}
