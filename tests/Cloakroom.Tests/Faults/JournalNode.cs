using System.Diagnostics.Metrics;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Faults;

/// <summary>What a process has of journals, over a store that goes wrong; with what its metrics say.</summary>
internal sealed class JournalNode : IDisposable, IMeterFactory
{
    private readonly List<Meter> _meters = [];
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _counts = [];
    private readonly Telemetry _telemetry;

    public JournalNode(ICloakroomStore store, TimeProvider time)
    {
        Store = store;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Tests of other classes run at the same time, with meters of the same name.
            if (_meters.Contains(instrument.Meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) =>
        {
            lock (_counts) _counts[instrument.Name] = _counts.GetValueOrDefault(instrument.Name) + count;
        });
        _listener.Start();
        _telemetry = new Telemetry(this);
        // A busy machine must not run out of time where the test does not mean it.
        var options = Options.Create(new CloakroomOptions
        {
            Store = { JournalTimeout = TimeSpan.FromSeconds(10), ReadTimeout = TimeSpan.FromSeconds(30), WriteTimeout = TimeSpan.FromSeconds(60) },
        });
        var calls = new StoreCalls(options, time, _telemetry, NullLogger<StoreCalls>.Instance);
        Backlog = new MixupBacklog(store, calls, options, time, _telemetry, NullLogger<MixupBacklog>.Instance);
        Mixups = new MixupJournal(store, calls, options, time, _telemetry, [], NullLogger<MixupJournal>.Instance, backlog: Backlog);
        Uses = new UseJournal(store, calls, options, time, _telemetry, NullLogger<UseJournal>.Instance);
    }

    public ICloakroomStore Store { get; }

    public MixupBacklog Backlog { get; }

    public MixupJournal Mixups { get; }

    public UseJournal Uses { get; }

    /// <summary>A person of their own for each number.</summary>
    public static MixupParty Owner(int number) => new($"owner-{number}", PublicId.OfBits((UInt128)number + 1));

    public static MixupParty Presenter(int number) => new($"presenter-{number}", PublicId.OfBits((UInt128)number + (UInt128.One << 64)));

    public static UseKey Foreign(int owner, int presenter) =>
        new(PublicId.BitsOf(Owner(owner).SessionId!), PublicId.BitsOf(Presenter(presenter).SessionId!), UseRoute.Dynamic, IsForeign: true);

    public Task ReportAsync(int owner, int presenter, RuleMode rule = RuleMode.Enforce) =>
        Mixups.ReportAsync(MixupKind.ForeignBinding, rule, Owner(owner), Presenter(presenter), "/me", "A test.");

    public long Count(string metric)
    {
        lock (_counts) return _counts.GetValueOrDefault(metric);
    }

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        Uses.Dispose();
        Backlog.Dispose();
        _telemetry.Dispose();
    }
}
