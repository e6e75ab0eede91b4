using System.Collections.Concurrent;
using Cloakroom.Alerts;
using Cloakroom.Alerts.Sending;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Alerts;

/// <summary>What a process has of alerts: a journal that reports and a sender that tells, over a store that others may have too.</summary>
internal sealed class AlertNode : IAsyncDisposable
{
    private readonly Telemetry _telemetry = new();
    private readonly AlertSender _sender;

    public AlertNode(ICloakroomStore store, TimeProvider time, params AlertDestinationOptions[] destinations)
    {
        Options = Microsoft.Extensions.Options.Options.Create(new CloakroomOptions
        {
            Alerts = { Service = "shop" },
            // A busy machine must not lose what these tests count.
            Store = { JournalTimeout = TimeSpan.FromSeconds(10), ReadTimeout = TimeSpan.FromSeconds(30), WriteTimeout = TimeSpan.FromSeconds(60) },
        });
        foreach (var destination in destinations) Options.Value.Alerts.Destinations.Add(destination);
        Calls = new StoreCalls(Options, time, _telemetry, NullLogger<StoreCalls>.Instance);
        var signal = new AlertSignal();
        Journal = new MixupJournal(store, Calls, Options, time, _telemetry, [signal], NullLogger<MixupJournal>.Instance);
        _sender = new AlertSender(store, Calls, Options, signal, time, _telemetry, new Lines(this));
    }

    public IOptions<CloakroomOptions> Options { get; }

    public StoreCalls Calls { get; }

    public MixupJournal Journal { get; }

    public ConcurrentQueue<(int Id, string Text)> Log { get; } = new();

    public async Task<AlertNode> StartAsync()
    {
        await _sender.StartAsync(TestContext.Current.CancellationToken);
        return this;
    }

    public Task StopAsync() => _sender.StopAsync(CancellationToken.None);

    public Task ReportAsync(int number = 1, MixupKind kind = MixupKind.ForeignBinding) =>
        Journal.ReportAsync(kind, new MixupParty($"owner-{number}", $"session-{number}"), new MixupParty($"presenter-{number}", null), "/me", "seen");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _sender.Dispose();
        _telemetry.Dispose();
    }

    private sealed class Lines(AlertNode node) : ILogger<AlertSender>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            node.Log.Enqueue((eventId.Id, formatter(state, exception) + exception));
    }
}
