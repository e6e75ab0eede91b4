using System.Globalization;
using System.Threading.Channels;
using Cloakroom.Alerts;
using Cloakroom.Alerts.Sending;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cloakroom.Bench.Alerts;

/// <summary>Reports a mix-up that opens an incident, waits for the request, closes the incident, and so on.</summary>
internal sealed class AlertsRun(int incidents, TimeProvider time)
{
    private const int WarmUp = 20;

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var arrivals = Channel.CreateUnbounded<long>();
        await using var receiver = await AlertReceiver.StartAsync(time, arrivals.Writer, cancellationToken);
        var directory = Directory.CreateTempSubdirectory("cloakroom-bench-");
        try
        {
            await using var store = new SqliteStore(new SqliteStoreOptions { Path = Path.Combine(directory.FullName, "cloakroom.db") }, time, NullLogger<SqliteStore>.Instance);
            await store.OpenAsync(cancellationToken);
            var options = Options.Create(new CloakroomOptions
            {
                Alerts = { Destinations = { new AlertDestinationOptions { Name = "bench", Url = receiver.Urls.Single(), Secret = "whsec_" + Convert.ToBase64String(new byte[32]), Closings = false } } },
            });
            using var telemetry = new Telemetry();
            var calls = new StoreCalls(options, time, telemetry, NullLogger<StoreCalls>.Instance);
            var signal = new AlertSignal();
            var journal = new MixupJournal(store, calls, options, time, telemetry, [signal], NullLogger<MixupJournal>.Instance);
            using var sender = new AlertSender(store, calls, options, signal, time, telemetry, NullLogger<AlertSender>.Instance);
            await sender.StartAsync(cancellationToken);
            var (durable, arrived) = await MeasureAsync(store, journal, arrivals.Reader, cancellationToken);
            await sender.StopAsync(cancellationToken);
            return $"{incidents} incidents on SQLite (synchronous=FULL), webhook on loopback\n{Line("mix-up to durable and answered", durable)}\n{Line("mix-up to request at the receiver", arrived)}";
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<(List<double> Durable, List<double> Arrived)> MeasureAsync(SqliteStore store, MixupJournal journal, ChannelReader<long> arrivals, CancellationToken cancellationToken)
    {
        var (durable, arrived) = (new List<double>(), new List<double>());
        for (var i = 0; i < incidents + WarmUp; i++)
        {
            var started = time.GetTimestamp();
            await journal.ReportAsync((MixupKind)(i % 9), new MixupParty($"owner-{i}", $"session-{i}"), new MixupParty($"presenter-{i}", null), "/bench", "bench");
            var reported = time.GetTimestamp();
            var at = await arrivals.ReadAsync(cancellationToken);
            if (i >= WarmUp)
            {
                durable.Add(time.GetElapsedTime(started, reported).TotalMilliseconds);
                arrived.Add(time.GetElapsedTime(started, at).TotalMilliseconds);
            }

            var opened = (await store.ReadIncidentsAsync(1, cancellationToken))[0];
            await store.CloseIncidentAsync(opened.Id, new IncidentClosing(time.GetUtcNow().TruncateToMilliseconds(), "bench", "bench"), cancellationToken);
        }

        return (durable, arrived);
    }

    private static string Line(string what, List<double> milliseconds)
    {
        milliseconds.Sort();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-34} p50 {Of(0.50):0.00} ms, p99 {Of(0.99):0.00} ms, max {milliseconds[^1]:0.00} ms");

        double Of(double share) => milliseconds[(int)Math.Min(milliseconds.Count - 1, milliseconds.Count * share)];
    }
}
