using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Runs;

namespace Cloakroom.Probe.Watching;

/// <summary>Round after round of a run, at a gentle rate, until it is stopped. What one round has learned the next one knows.</summary>
internal sealed class ProbeWatch(WatchOptions options, FindingLedger ledger, TimeProvider time)
{
    private readonly RunMemory _memory = new(options.Probe);
    private DateTimeOffset? _lastTestedAt;

    /// <param name="tell">Hears of each round before the next begins, and of the one in which it was stopped.</param>
    /// <param name="stop">Ends it at once.</param>
    /// <returns>The last round.</returns>
    public async Task<WatchRound> RunAsync(Func<WatchRound, Task> tell, CancellationToken stop)
    {
        for (var number = 1; ; number++)
        {
            var began = time.GetTimestamp();
            var round = await RunOneAsync(number, stop);
            await tell(round);
            if (stop.IsCancellationRequested || number == options.Rounds || (options.UntilLeak && round.Raised.Count > 0))
                return round;
            var rest = options.Every - time.GetElapsedTime(began);
            await Task.Delay(rest > options.Shortest ? rest : options.Shortest, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                return round;
        }
    }

    private async Task<WatchRound> RunOneAsync(int number, CancellationToken stop)
    {
        ProbeReport report;
        try
        {
            var probe = options.Probe with { Seed = unchecked(options.Probe.Seed + number - 1) };
            using var run = new ProbeRun(probe, options.Sending, options.Manners, time, _memory);
            report = await run.RunAsync(stop);
        }
#pragma warning disable CA1031 // Whatever it was, a watch that has ended sees nothing any more; the next round may go well.
        catch (Exception e) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new WatchRound(number, time.GetUtcNow(), null)
            {
                Present = ledger.Present,
                Problem = $"nothing was tested: {RunFailure.Words(e)}. {RunFailure.Remedy}",
                LastTestedAt = _lastTestedAt,
            };
        }

        var now = time.GetUtcNow();
        if (report.Confidence.Pairs > 0)
            _lastTestedAt = now;
        var (raised, gone) = ledger.Take(report);
        return new WatchRound(number, now, report)
        {
            Raised = raised,
            Gone = gone,
            Present = ledger.Present,
            Problem = WatchProblem.Of(report),
            LastTestedAt = _lastTestedAt,
        };
    }
}
