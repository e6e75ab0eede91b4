using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Cloakroom.Control;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Issuing;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edges;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Edge.Tests.Control;

/// <summary>The store side of one edge, on a clock that the test moves; services are not started unless the test does.</summary>
internal sealed class EdgeBench : IDisposable
{
    private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Telemetry _telemetry;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <param name="shared">The store that this edge shares with others; null for one of its own.</param>
    /// <param name="time">Null for a clock that stands still.</param>
    public EdgeBench(IEdgeStore? shared = null, TimeProvider? time = null)
    {
        var clock = time ?? Clock;
        Faults = FaultyEdgeStore.Over(shared ?? new InMemoryStore(clock));
        var options = Options.Create(new CloakroomOptions());
        var meters = _meters.GetRequiredService<IMeterFactory>();
        _telemetry = new Telemetry(meters);
        Calls = new StoreCalls(options, clock, _telemetry, Log.For<StoreCalls>());
        var journal = new MixupJournal(Journal, Calls, options, clock, _telemetry, [], Log.For<MixupJournal>());
        Identity = new EdgeIdentity("test http://127.0.0.1:1");
        Control = new EdgeControl(Faults.Store, Calls, Identity, new ControlMetrics(meters, clock), clock, Log.For<EdgeControl>());
        Ledger = new IssueLedger(Faults.Store, Calls, Control, journal, new IssueMetrics(meters), clock, Log.For<IssueLedger>());
        Heartbeat = new NodeHeartbeat(Faults.Store, Calls, new EdgeNode(Control, Identity, journal, new UseJournal(Journal, Calls, options, clock, _telemetry, Log.For<UseJournal>()), clock), clock, Log.For<NodeHeartbeat>());
        Policies = new IncidentPolicies(Journal, Calls, new Containment(Journal, Calls, clock), options, clock, _telemetry, Log.For<IncidentPolicies>());
        Health = new EdgeStoreHealthCheck(Control, Ledger, journal, Policies);
        Listen(meters);
    }

    public ManualClock Clock { get; } = new();

    public LogLines Log { get; } = new();

    public FaultyEdgeStore Faults { get; }

    /// <summary>Where mix-ups go, which here is not the store that has the faults.</summary>
    public InMemoryStore Journal { get; } = new();

    public StoreCalls Calls { get; }

    public EdgeIdentity Identity { get; }

    public EdgeControl Control { get; }

    public IssueLedger Ledger { get; }

    public NodeHeartbeat Heartbeat { get; }

    public IncidentPolicies Policies { get; }

    public EdgeStoreHealthCheck Health { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Tag Value(int number) => new(1, (ulong)number);

    public static Tag Binding(int number) => new(2, (ulong)number);

    /// <summary>How often a counter of the edge has counted.</summary>
    public long Count(string counter) => _counts.GetValueOrDefault(counter);

    public async Task<Tag> IssueAsync(int value, int binding, int? previous = null) =>
        await Ledger.TryIssueAsync(Value(value), Binding(binding), previous is { } number ? Binding(number) : null, Ct);

    public ValueTask<IReadOnlyList<Mixup>> MixupsAsync() => Journal.ReadMixupsAsync(DateTimeOffset.UnixEpoch, 100, Ct);

    public void Dispose()
    {
        Policies.Dispose();
        Heartbeat.Dispose();
        Control.Dispose();
        Ledger.Dispose();
        _listener.Dispose();
        _telemetry.Dispose();
        _meters.Dispose();
    }

    private void Listen(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _counts.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        _listener.Start();
    }
}
