using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Cloakroom.Bench.Alerts;
using Cloakroom.Incidents;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Bench.Detect;

/// <summary>Presents one's session with another's binding, again and again, while others bring what is their own.</summary>
/// <remarks>
/// A blocked request is answered when its record is durable, so what is measured is from its arrival to that, and the rest of the pipeline with it. Each pair is presented once, and each process
/// has fewer than are recorded one by one within a minute.
/// </remarks>
internal sealed class DetectRun(int samples, int rate, TimeProvider time)
{
    private const int Owners = 10;
    private const int Presenters = 180;
    private const int WarmUp = 50;
    private const int SamplesPerIncident = 50;
    private const double RecordTarget = 10;
    private const double AlertTarget = 1_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var arrivals = Channel.CreateUnbounded<long>();
        await using var receiver = await AlertReceiver.StartAsync(time, arrivals.Writer, cancellationToken);
        var text = new StringBuilder("| from a wrong presentation | n | p50 ms | p99 ms | max ms | target, ms | p99 × target |\n|---|--:|--:|--:|--:|--:|--:|\n");
        foreach (var (name, start) in new (string, Func<string, string, Task<DetectHost>>)[] { ("library", DetectHost.LibraryAsync), ("edge", DetectHost.EdgeAsync) })
        {
            var (recorded, told) = (new List<double>(), new List<double>());
            while (recorded.Count < samples)
            {
                var directory = Directory.CreateTempSubdirectory("cloakroom-bench-detect-");
                try
                {
                    await using var host = await start(directory.FullName, receiver.Urls.Single());
                    await RoundAsync(host, Math.Min(samples - recorded.Count, (Owners * Presenters) - WarmUp), recorded, told, arrivals.Reader, cancellationToken);
                }
                finally
                {
                    directory.Delete(recursive: true);
                }
            }

            text.AppendLine(Line($"{name}: to the durable record and the answer", recorded, RecordTarget));
            text.AppendLine(Line($"{name}: to the alert at the receiver", told, AlertTarget));
        }

        return text.ToString();
    }

    private async Task RoundAsync(DetectHost host, int count, List<double> recorded, List<double> told, ChannelReader<long> arrivals, CancellationToken cancellationToken)
    {
        var visitors = new List<Visitor>();
        for (var user = 0; user < Owners + Presenters; user++)
            visitors.Add(await host.SignInAsync(user));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = LoadAsync(host, visitors, end.Token);
        for (var i = 0; i < count + WarmUp; i++)
        {
            var opens = i % SamplesPerIncident == 0;
            var cookies = visitors[i % Owners].Session + "; " + visitors[Owners + (i / Owners)].Binding;
            var started = time.GetTimestamp();
            await host.GetAsync(cookies);
            var took = time.GetElapsedTime(started).TotalMilliseconds;
            if (i >= WarmUp)
                recorded.Add(took);
            if (opens)
            {
                var at = await arrivals.ReadAsync(cancellationToken);
                if (i >= WarmUp)
                    told.Add(time.GetElapsedTime(started, at).TotalMilliseconds);
            }

            if (i % SamplesPerIncident == SamplesPerIncident - 1)
                await CloseAsync(host.Store, cancellationToken);
        }

        await end.CancelAsync();
        await load;
        var onRecord = await host.Store.ReadMixupsAsync(DateTimeOffset.UnixEpoch, int.MaxValue, cancellationToken);
        if (onRecord.Count != count + WarmUp)
            throw new InvalidOperationException($"{onRecord.Count} of {count + WarmUp} wrong presentations are on record.");
    }

    private async Task LoadAsync(DetectHost host, List<Visitor> visitors, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        var (sent, started) = (0L, time.GetTimestamp());
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                for (var due = (long)(time.GetElapsedTime(started).TotalSeconds * rate); sent < due; sent++)
                {
                    var response = await host.GetAsync(visitors[(int)(sent % visitors.Count)].Cookies);
                    if (response.StatusCode != StatusCodes.Status200OK)
                        throw new InvalidOperationException($"Who brought what is their own was answered {response.StatusCode}.");
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The round is over.
        }
    }

    // So that the next mix-up opens another, which is told.
    private async Task CloseAsync(ICloakroomStore store, CancellationToken cancellationToken)
    {
        var opened = (await store.ReadIncidentsAsync(1, cancellationToken))[0];
        if (opened.Mixups != SamplesPerIncident)
            throw new InvalidOperationException($"The incident has {opened.Mixups} mix-ups instead of {SamplesPerIncident}.");
        await store.CloseIncidentAsync(opened.Id, new IncidentClosing(time.GetUtcNow().TruncateToMilliseconds(), "bench", "bench"), cancellationToken);
    }

    private static string Line(string what, List<double> milliseconds, double target)
    {
        milliseconds.Sort();
        if (milliseconds.Count == 0)
            return $"| {what} | 0 | | | | | |";
        var p99 = Of(0.99);
        return string.Create(CultureInfo.InvariantCulture, $"| {what} | {milliseconds.Count:N0} | {Of(0.5):0.00} | {p99:0.00} | {milliseconds[^1]:0.00} | {target:0} | {p99 / target:0.00} |");

        double Of(double share) => milliseconds[(int)((milliseconds.Count - 1) * share)];
    }
}
