using System.Diagnostics;

namespace Cloakroom.Bench.Probe;

/// <summary>What one spell came to.</summary>
/// <param name="PerSecond">Good answers; with any other there is no result.</param>
/// <param name="Microseconds">Processor time for each, of the asking process. What else the machine does changes it less than the rate.</param>
internal sealed record SpellResult(double PerSecond, double Microseconds);

/// <summary>One way to make load on one page.</summary>
/// <param name="Name">In the table.</param>
/// <param name="RunAsync">Asks for the page over so many connections for that long.</param>
internal sealed record LoadSpell(string Name, Func<Uri, int, TimeSpan, CancellationToken, Task<SpellResult>> RunAsync)
{
    /// <summary>Asks from this process, in a row on each connection.</summary>
    public static async Task<SpellResult> LoopAsync(int connections, TimeSpan duration, Func<int, CancellationToken, Task> askAsync, CancellationToken cancellationToken)
    {
        // Connections before the clock runs.
        await Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(
            async () =>
            {
                for (var i = 0; i < 20; i++)
                    await askAsync(number, cancellationToken);
            },
            cancellationToken)));
        var time = TimeProvider.System;
        using var process = Process.GetCurrentProcess();
        var (started, used) = (time.GetTimestamp(), process.TotalProcessorTime);
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(number => Task.Run(
            async () =>
            {
                var count = 0L;
                for (; time.GetElapsedTime(started) < duration; count++)
                    await askAsync(number, cancellationToken);
                return count;
            },
            cancellationToken)));
        process.Refresh();
        return new SpellResult(counts.Sum() / time.GetElapsedTime(started).TotalSeconds, (process.TotalProcessorTime - used).TotalMicroseconds / counts.Sum());
    }
}
