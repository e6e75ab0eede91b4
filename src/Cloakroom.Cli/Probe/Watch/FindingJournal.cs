using Cloakroom.Alerts;
using Cloakroom.Alerts.Sending;
using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Probe.Watching;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cloakroom.Cli.Probe.Watch;

/// <summary>
/// Puts findings into the store's journal, as mix-ups, and tells as a node that the watch is alive. When the store is down they wait, and probing goes on.
/// Sends alerts too, where destinations are known: no application or edge need be running on this store.
/// </summary>
internal sealed class FindingJournal : IAsyncDisposable
{
    private const int MaxRead = 100_000;

    private readonly ICloakroomStore _store;
    private readonly StoreCalls _calls;
    private readonly Telemetry _telemetry;
    private readonly Uri _site;
    private readonly TimeProvider _time;
    private readonly WatchLines _lines;
    private readonly MixupBacklog _backlog;
    private readonly WatchNode _node;
    private readonly AlertSignal _signal = new();
    private readonly List<BackgroundService> _services;
    private long _refused;
    private bool _isStarted;

    public FindingJournal(ICloakroomStore store, StoreCalls calls, Telemetry telemetry, Uri site, AlertOptions? alerts, WatchLines lines, TimeProvider time)
    {
        (_store, _calls, _telemetry, _site, _lines, _time) = (store, calls, telemetry, site, lines, time);
        var cloakroom = new CloakroomOptions();
        cloakroom.Alerts.Service = alerts?.Service;
        foreach (var destination in alerts?.Destinations ?? [])
            cloakroom.Alerts.Destinations.Add(destination);
        var options = Options.Create(cloakroom);
        _backlog = new MixupBacklog(store, calls, options, time, telemetry, new WatchLog<MixupBacklog>(lines));
        _node = new WatchNode(site, () => Lost, time);
        _services =
        [
            _backlog,
            new NodeHeartbeat(store, calls, _node, time, new WatchLog<NodeHeartbeat>(lines)),
            .. alerts is null ? Array.Empty<BackgroundService>() : [new AlertSender(store, calls, options, _signal, time, telemetry, new WatchLog<AlertSender>(lines))],
        ];
    }

    /// <summary>Findings that the store has not taken yet.</summary>
    public int Waiting => _backlog.Waiting;

    /// <summary>Findings that are not on record and will not be.</summary>
    public long Lost => _backlog.Lost + Interlocked.Read(ref _refused);

    /// <param name="ledger">Told what was raised of late, by whichever process.</param>
    public async Task StartAsync(FindingLedger ledger)
    {
        try
        {
            var since = _time.GetUtcNow() - FindingLedger.RemindAfter;
            foreach (var mixup in await _calls.ReadAsync("read-mixups", token => _store.ReadMixupsAsync(since, MaxRead, token), CancellationToken.None))
            {
                if (FindingMixup.TryRead(mixup, _site, out var finding))
                    ledger.NoteRaised(finding, mixup.At);
            }
        }
        catch (CloakroomException e)
        {
            _lines.Warn($"the store could not be read, so what was raised before may be raised again: {e.Message}");
        }

        _isStarted = true;
        foreach (var service in _services)
            await service.StartAsync(CancellationToken.None);
    }

    public async Task TakeAsync(WatchRound round)
    {
        _node.Take(round);
        _telemetry.ProbeRound(round.HasTested && round.Problem is null);
        foreach (var finding in round.Raised)
        {
            var mixup = FindingMixup.Of(finding, _site, round.EndedAt);
            _telemetry.Mixup(mixup);
            if (!_backlog.TryAdd(mixup))
                Interlocked.Increment(ref _refused);
        }

        if (round.Raised.Count == 0)
            return;
        await _backlog.WriteAsync();
        _signal.OnMixup(FindingMixup.Of(round.Raised[0], _site, round.EndedAt));
        if (Waiting > 0)
            _lines.Warn($"the store does not take {Waiting} findings; they wait, and are written when it does.");
    }

    /// <summary>Writes what waits, if the store takes it, and leaves the nodes.</summary>
    public async Task StopAsync()
    {
        if (!_isStarted)
            return;
        _isStarted = false;
        foreach (var service in _services)
            await service.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _services.ForEach(service => service.Dispose());
    }
}
