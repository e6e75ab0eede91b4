using System.Globalization;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;
using Spectre.Console;

namespace Cloakroom.Cli.Probe;

/// <summary>How far the run is: a line that is drawn in place when somebody watches, one now and then otherwise.</summary>
internal sealed class ProbeBoard(Terminal terminal, ProbeRun run, TimeProvider time)
{
    private static readonly TimeSpan Live = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(10);

    public async Task<ProbeReport> ShowWhileAsync(Func<Task<ProbeReport>> work)
    {
        if (terminal.IsLive)
        {
            ProbeReport? report = null;
            await terminal.Screen.Status().Spinner(Spinner.Known.Line).StartAsync("signing in", async status =>
            {
                report = await WatchAsync(work(), Live, line => status.Status = line.EscapeMarkup());
            });
            return report!;
        }

        return await WatchAsync(work(), Still, terminal.Error.WriteLine);
    }

    private async Task<ProbeReport> WatchAsync(Task<ProbeReport> work, TimeSpan interval, Action<string> show)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (!work.IsCompleted)
        {
            var tick = timer.WaitForNextTickAsync().AsTask();
            if (await Task.WhenAny(work, tick) != tick) continue;
            try
            {
                show(Line(run.Progress));
            }
            catch (IOException)
            {
                // Nobody can watch any more; the report is still to be written.
                show = _ => { };
            }
        }

        return await work;
    }

    private static string Line(RunProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{progress.Elapsed:m\\:ss} {progress.Phase}: {progress.Requests:N0} requests, {progress.Pairs:N0} pairs, leak rate below {progress.UpperBound:0.#####%}, {progress.Left:N0} trials left, "
            + $"{progress.Leaks} leaks, {progress.Warnings} warnings");
}
