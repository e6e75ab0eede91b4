using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Alerts.Sending;

/// <summary>Tells those who are to be told, while the process runs. Any number of processes may share a store: each alert leaves once.</summary>
internal sealed class AlertSender(
    ICloakroomStore store, StoreCalls calls, IOptions<CloakroomOptions> options, AlertSignal signal, TimeProvider time, Telemetry telemetry, ILogger<AlertSender> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var alerts = options.Value.Alerts;
        var targets = alerts.Destinations.Select(destination => (Destination: destination, Target: AlertTargets.Create(destination, alerts.Service, time))).ToList();
        foreach (var (destination, _) in targets.Where(to => to.Destination.AllowPlainHttp))
            Log.AlertPlainHttp(logger, destination.Name);
        try
        {
            await Task.WhenAll(targets.Select(to =>
                new AlertLane(to.Destination, to.Target, store, calls, signal, time, telemetry, logger).RunAsync(stoppingToken)));
        }
        finally
        {
            targets.ForEach(to => to.Target.Dispose());
        }
    }
}
