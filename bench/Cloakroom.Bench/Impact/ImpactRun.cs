using System.Globalization;
using System.Text;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloakroom.Bench.Impact;

/// <summary>Fills a store with the uses of days, puts a leak of ten minutes in their midst, and asks for its impact as <c>cloakroom impact</c> does.</summary>
internal sealed class ImpactRun(int rows, int pairs, TimeProvider time)
{
    private const int BatchSize = 1_000;
    private const int SessionsPerMinute = 5_000;
    private const int LeakMinutes = 10;
    private const int Repeats = 5;
    private const double Target = 1_000;

    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(20_000);

    private DateTimeOffset LeakFrom => Start.AddMinutes(rows / SessionsPerMinute / 2);

    /// <returns>A table.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("cloakroom-bench-impact-");
        try
        {
            // Only the filling is spared the disk; the questions read.
            var options = new SqliteStoreOptions { Path = Path.Combine(directory.FullName, "uses.db"), Synchronous = SqliteSynchronous.Normal };
            await using var store = new SqliteStore(options, time, NullLogger<SqliteStore>.Instance);
            await store.OpenAsync(cancellationToken);
            await FillAsync(store, cancellationToken);
            await LeakAsync(store, cancellationToken);
            var incident = (await store.ReadIncidentsAsync(1, cancellationToken)).Single();

            var table = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} sums of uses over {rows / SessionsPerMinute:N0} minutes, {pairs:N0} pairs\n\n"));
            table.AppendLine("| impact | first ms | median ms | max ms | target, ms | median × target |").AppendLine("|---|--:|--:|--:|--:|--:|");
            // What repeats a mix-up within a minute is a use and no further mix-up.
            table.AppendLine(await AskAsync(store, "of the incident", incident.From, incident.UsesTo, cancellationToken));
            table.AppendLine(await AskAsync(store, "of a day around it", incident.From.AddHours(-12), incident.From.AddHours(12), cancellationToken));
            table.AppendLine(await AskAsync(store, "of all there is", Start, Start.AddDays(1_000), cancellationToken));
            return table.ToString();
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<string> AskAsync(SqliteStore store, string what, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var took = new List<double>();
        for (var i = 0; i < Repeats; i++)
        {
            var started = time.GetTimestamp();
            var impact = await new ImpactReader(store, store).ReadAsync(from, to, cancellationToken);
            took.Add(time.GetElapsedTime(started).TotalMilliseconds);
            if (impact.Pairs.Count != pairs || !impact.Pairs.All(pair => pair is { Class: ImpactClass.Exposed, Requests: 2 }))
                throw new InvalidOperationException($"{impact.Pairs.Count} of {pairs} pairs were found, or not what they are.");
        }

        var first = took[0];
        took.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"| {what} | {first:0} | {took[Repeats / 2]:0} | {took[^1]:0} | {Target:0} | {took[Repeats / 2] / Target:0.00} |");
    }

    private async Task FillAsync(SqliteStore store, CancellationToken cancellationToken)
    {
        for (var row = 0; row < rows; row += BatchSize)
        {
            var batch = Enumerable.Range(row, Math.Min(BatchSize, rows - row)).Select(i =>
            {
                var at = Start.AddMinutes(i / SessionsPerMinute);
                return new Use(new UseKey(BitsOf(i % SessionsPerMinute), BitsOf(i % SessionsPerMinute), UseRoute.Dynamic, IsForeign: false), at, at.AddSeconds(30), 5, 0, []);
            });
            await store.AppendUsesAsync((UInt128)(row + 1), [.. batch], cancellationToken);
        }
    }

    private async Task LeakAsync(SqliteStore store, CancellationToken cancellationToken)
    {
        for (var pair = 0; pair < pairs; pair++)
        {
            var (owner, presenter) = (BitsOf(pair % SessionsPerMinute), BitsOf((pair + 1) % SessionsPerMinute));
            var at = LeakFrom.AddMinutes(pair % (LeakMinutes - 1));
            var key = new UseKey(owner, presenter, UseRoute.Dynamic, IsForeign: true);
            await store.AppendUsesAsync((UInt128)(rows + pair + 2), [new Use(key, at, at, 1, 0, []), new Use(key, at.AddMinutes(1), at.AddMinutes(1), 1, 0, [])], cancellationToken);
            await store.AppendMixupAsync(
                new Mixup
                {
                    Id = PublicId.Create(),
                    Kind = MixupKind.ForeignBinding,
                    At = at,
                    Disposition = MixupDisposition.Exposed,
                    Owner = new MixupParty($"owner-{pair}", PublicId.OfBits(owner)),
                    Presenter = new MixupParty($"presenter-{pair}", PublicId.OfBits(presenter)),
                    Route = "/bench",
                },
                cancellationToken);
        }
    }

    // Ids are random, so that pages are hit as they would be.
    private static UInt128 BitsOf(int session) => (UInt128)(ulong)(session + 1) * new UInt128(0x9E3779B97F4A7C15, 0xF39CC0605CEDC835);
}
