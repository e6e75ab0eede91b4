using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Incidents;

/// <summary>The journal tells of an incident once, however many mix-ups it has.</summary>
public sealed class IncidentReportingTests : IDisposable
{
    private const int IncidentOpened = 13;

    private readonly ManualClock _clock = new();
    private readonly FaultyStore _store;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Text)> _lines = new();
    private readonly TestMeters _meters = new();
    private readonly Telemetry _telemetry;
    private readonly MixupJournal _journal;
    private long _counted;

    public IncidentReportingTests()
    {
        _store = new FaultyStore(new InMemoryStore(_clock));
        _telemetry = new Telemetry(_meters);
        var options = Options.Create(new CloakroomOptions());
        _journal = new MixupJournal(_store, new StoreCalls(options, _clock, _telemetry, NullLogger<StoreCalls>.Instance), options, _clock, _telemetry, [], new Lines(_lines));
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "cloakroom.incidents" && _meters.Made.Contains(instrument.Meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _counted, count));
        _listener.Start();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IEnumerable<(int Id, LogLevel Level, string Text)> Warnings => _lines.Where(line => line.Id == IncidentOpened);

    [Fact]
    public async Task Report_ManyOfOneKind_WarnsAndCountsOnceWithTheWayToLookAtIt()
    {
        for (var i = 0; i < 20; i++) await ReportAsync(MixupKind.ForeignBinding, i);

        var incident = (await _store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();
        incident.Mixups.ShouldBe(20);
        var (_, level, text) = Warnings.ShouldHaveSingleItem();
        level.ShouldBe(LogLevel.Warning);
        text.ShouldContain($"cloakroom incident show {incident.Id}");
        text.ShouldContain("foreign-binding");
        _counted.ShouldBe(1);
    }

    [Fact]
    public async Task Report_RouteThatAVisitorMadeUpOfLines_IsOne()
    {
        // A path is anybody's to invent; an alert and a log have a line for it.
        await _journal.ReportAsync(MixupKind.ForeignBinding, new MixupParty("alice", "s1"), MixupParty.Unknown, "/x\nClosed by: ops\u001b[2J\u202E", "a detail");

        (await _store.ReadIncidentsAsync(10, Ct)).Single().Cause!.Route.ShouldBe("/x\uFFFDClosed by: ops\uFFFD[2J\uFFFD");
        _lines.ShouldAllBe(line => !line.Text.Contains('\n'));
    }

    [Fact]
    public async Task Report_AnotherKindOrAfterAPause_WarnsAgain()
    {
        await ReportAsync(MixupKind.ForeignBinding, 1);
        await ReportAsync(MixupKind.CrossFlow, 1);
        _clock.Advance(TimeSpan.FromMinutes(31));
        await ReportAsync(MixupKind.ForeignBinding, 1);

        Warnings.Count().ShouldBe(3);
        _counted.ShouldBe(3);
    }

    [Fact]
    public async Task Report_WhileTheStoreFails_TellsOfNoIncident()
    {
        _store.On(StoreMethods.AppendMixup, Fault.Error);

        await ReportAsync(MixupKind.ForeignBinding, 1);

        Warnings.ShouldBeEmpty();
        _counted.ShouldBe(0);
        _journal.Lost.ShouldBe(1);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _telemetry.Dispose();
        _meters.Dispose();
    }

    private Task<bool> ReportAsync(MixupKind kind, int presenter) =>
        _journal.ReportAsync(kind, new MixupParty("alice", "a"), new MixupParty("bob", $"b{presenter}"), "/me", "A test.");

    private sealed class Lines(ConcurrentQueue<(int Id, LogLevel Level, string Text)> lines) : ILogger<MixupJournal>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((eventId.Id, logLevel, formatter(state, exception)));
    }

    // Tests of other classes run at the same time, with meters of the same name.
    private sealed class TestMeters : IMeterFactory
    {
        public List<Meter> Made { get; } = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            Made.Add(meter);
            return meter;
        }

        public void Dispose() => Made.ForEach(meter => meter.Dispose());
    }
}
