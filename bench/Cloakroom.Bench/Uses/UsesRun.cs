using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cloakroom.Bench.Pieces;
using Cloakroom.Journal;

namespace Cloakroom.Bench.Uses;

/// <summary>Notes uses at a steady rate while the journal writes them, then fills the store up and asks it.</summary>
internal sealed class UsesRun(int rate, int seconds, int sessions, int rows, TimeProvider time)
{
    private const int BatchSize = 1_000;
    private const int SessionsPerMinute = 100_000;
    private const int ForeignEvery = 100_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <returns>A table.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("cloakroom-bench-uses-");
        var table = new StringBuilder("| what | figure |\n|---|---|\n");
        try
        {
            await using var engine = await Engine.StartAsync(Path.Combine(directory.FullName, "uses.db"), options => options.Journal.MaxWaiting = 1_000_000);
            await SustainAsync(engine, table, directory, cancellationToken);
            await FillAsync(engine.Store, cancellationToken);
            await AskAsync(engine.Store, table, directory, cancellationToken);
            return table.ToString();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task SustainAsync(Engine engine, StringBuilder table, DirectoryInfo directory, CancellationToken cancellationToken)
    {
        var journal = engine.Uses;
        await journal.StartAsync(cancellationToken);
        var cells = new UseCell?[sessions];
        var (noted, most, spent) = (0L, 0, TimeSpan.Zero);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var started = time.GetTimestamp();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        using var timer = new PeriodicTimer(Tick, time);
        while (time.GetElapsedTime(started).TotalSeconds < seconds && await timer.WaitForNextTickAsync(cancellationToken))
        {
            var due = (long)(time.GetElapsedTime(started).TotalSeconds * rate);
            var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            var noting = time.GetTimestamp();
            for (; noted < due; noted++)
            {
                var session = (int)(noted % sessions);
                journal.Note(KeyOf(session), nowMs, isUnsafe: noted % 10 == 0, (UInt128)noted, ref cells[session]);
            }

            spent += time.GetElapsedTime(noting);
            most = Math.Max(most, journal.Waiting);
        }

        var elapsed = time.GetElapsedTime(started);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        await journal.StopAsync(cancellationToken);
        var stored = await engine.Store.CountUsesAsync(DateTimeOffset.UnixEpoch, time.GetUtcNow(), cancellationToken);
        var culture = CultureInfo.InvariantCulture;
        table.AppendLine(culture, $"| uses, {sessions:N0} sessions taking turns | {noted / elapsed.TotalSeconds:N0}/s for {elapsed.TotalSeconds:0} s |");
        table.AppendLine(culture, $"| in the store, and lost | {stored.Requests:N0} of {noted:N0}, {journal.Lost:N0} |");
        table.AppendLine(culture, $"| noting a use | {spent.TotalMicroseconds / noted:0.00} µs |");
        table.AppendLine(culture, $"| allocated, with what writing them takes | {allocated / (double)noted:0} bytes a use |");
        table.AppendLine(culture, $"| sums waiting at most | {most:N0} |");
        table.AppendLine(culture, $"| processor time of everything | {(Process.GetCurrentProcess().TotalProcessorTime - cpu) / elapsed:P0} of one core |");
        table.AppendLine(culture, $"| file | {Size(directory):N0} MB |");
    }

    private async Task FillAsync(IUseStore store, CancellationToken cancellationToken)
    {
        var first = DateTimeOffset.UnixEpoch.AddDays(10_000);
        for (var row = 0; row < rows && !cancellationToken.IsCancellationRequested; row += BatchSize)
        {
            var batch = Enumerable.Range(row, BatchSize).Select(i =>
            {
                var at = first.AddMinutes(i / SessionsPerMinute);
                var key = KeyOf(i % SessionsPerMinute);
                return new Use(i % ForeignEvery == 1 ? key with { Presenter = KeyOf(i / 2).Session, IsForeign = true } : key, at, at.AddSeconds(30), 5, 0, []);
            });
            await store.AppendUsesAsync((UInt128)(row + 1), [.. batch], cancellationToken);
        }
    }

    private async Task AskAsync(IUseStore store, StringBuilder table, DirectoryInfo directory, CancellationToken cancellationToken)
    {
        var culture = CultureInfo.InvariantCulture;
        var first = DateTimeOffset.UnixEpoch.AddDays(10_000);
        table.AppendLine(culture, $"| file with {rows:N0} sums more | {Size(directory):N0} MB |");
        var started = time.GetTimestamp();
        var foreign = await store.ReadForeignUsesAsync(DateTimeOffset.UnixEpoch, time.GetUtcNow(), 100_000, cancellationToken);
        table.AppendLine(culture, $"| all uses by others: {foreign.Count:N0} | {time.GetElapsedTime(started).TotalMilliseconds:0.0} ms |");
        started = time.GetTimestamp();
        var totals = await store.CountUsesAsync(first, first.AddMinutes(9), cancellationToken);
        table.AppendLine(culture, $"| sessions and requests of ten minutes: {totals.Sessions:N0}, {totals.Requests:N0} | {time.GetElapsedTime(started).TotalMilliseconds:0} ms |");
    }

    // Ids are random, so that pages are hit as they would be.
    private static UseKey KeyOf(int session)
    {
        var mixed = (UInt128)(ulong)(session + 1) * new UInt128(0x9E3779B97F4A7C15, 0xF39CC0605CEDC835);
        return new UseKey(mixed, mixed, UseRoute.Dynamic, IsForeign: false);
    }

    private static double Size(DirectoryInfo directory) => directory.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / 1e6;
}
