using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Cloakroom.Bench.Pieces;
using Cloakroom.Console.Alone;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Bench.Console;

/// <summary>Fills a store with a hundred minutes of a hundred thousand sessions each, with an incident of half an hour in it, and asks for pages over HTTP.</summary>
internal sealed class ConsoleRun(int rows, int asks, TimeProvider time)
{
    private const int BatchSize = 20_000;
    private const int SessionsPerMinute = 100_000;
    private const int ForeignEvery = 20_000;
    private const int Mixups = 4_000;
    private const int MaxPairsOfOneValue = 40;

    /// <returns>A table.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("cloakroom-bench-console-");
        try
        {
            await using var engine = await Engine.StartAsync(Path.Combine(directory.FullName, "console.db"), isDurable: false);
            var now = time.GetUtcNow().TruncateToMilliseconds();
            await FillAsync(engine.Store, now, cancellationToken);
            var (incident, shared, mixup) = await LeakAsync(engine.Store, now, cancellationToken);
            await using var console = await StandaloneConsole.StartAsync(engine.Store, engine.Calls, "bench", new IPEndPoint(IPAddress.Loopback, 0), time, cancellationToken);
            return await AskAsync(console.Address, ["", "/incidents", $"/incidents/{incident}", $"/incidents/{shared}", $"/mixups/{mixup}", "/sessions?q=person-1", "/control", "/nodes"], incident, shared, mixup, cancellationToken);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<string> AskAsync(Uri address, string[] pages, string incident, string shared, string mixup, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var entered = await http.GetAsync(address, cancellationToken);
        var place = address.AbsoluteUri[..address.AbsoluteUri.LastIndexOf("/open", StringComparison.Ordinal)];
        var table = new StringBuilder("| page | median | slowest | processor, both sides | size |\n|---|--:|--:|--:|--:|\n");
        foreach (var page in pages)
        {
            var took = new List<double>();
            var size = 0;
            using var warm = await http.GetAsync(new Uri(place + page), cancellationToken);
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            for (var i = 0; i < asks; i++)
            {
                var started = time.GetTimestamp();
                using var answer = await http.GetAsync(new Uri(place + page), cancellationToken);
                size = (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken)).Length;
                took.Add(time.GetElapsedTime(started).TotalMilliseconds);
            }

            var name = page.Length == 0 ? "overview" : page[1..].Replace(incident, "of stolen tokens", StringComparison.Ordinal).Replace(shared, "of values issued twice", StringComparison.Ordinal).Replace(mixup, "one", StringComparison.Ordinal);
            took.Sort();
            var spent = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / asks;
            table.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {took[took.Count / 2]:0} ms | {took[^1]:0} ms | {spent:0} ms | {size / 1024.0:0} KB |");
        }

        return table.ToString();
    }

    private async Task FillAsync(IUseStore store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var first = now.AddMinutes(-(rows / SessionsPerMinute) + 1);
        for (var row = 0; row < rows && !cancellationToken.IsCancellationRequested; row += BatchSize)
        {
            var batch = Enumerable.Range(row, BatchSize).Select(i =>
            {
                var at = first.AddMinutes(i / SessionsPerMinute);
                var own = BitsOf(i % SessionsPerMinute);
                var key = i % ForeignEvery == 1 ? new UseKey(own, BitsOf(i / 2), UseRoute.Dynamic, IsForeign: true) : new UseKey(own, own, UseRoute.Dynamic, IsForeign: false);
                return new Use(key, at, at, 5, 0, []);
            });
            await store.AppendUsesAsync((UInt128)(row + 1), [.. batch], cancellationToken);
        }
    }

    /// <summary>Two incidents of half an hour.</summary>
    private static async Task<(string Incident, string Shared, string Mixup)> LeakAsync(IMixupStore store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string incident = "", shared = "", mixup = "";
        for (var i = 0; i < Mixups; i++)
        {
            var at = now.AddMinutes(-30).AddMilliseconds(i * 400);
            (incident, mixup) = await ReportAsync(store, MixupKind.ForeignBinding, at, i, i + 1, cancellationToken);
            if (i % (Mixups / MaxPairsOfOneValue) == 0)
                (shared, _) = await ReportAsync(store, MixupKind.DuplicateIssue, at, i, i, cancellationToken);
        }

        return (incident, shared, mixup);
    }

    private static async Task<(string Incident, string Mixup)> ReportAsync(IMixupStore store, MixupKind kind, DateTimeOffset at, int owner, int presenter, CancellationToken cancellationToken)
    {
        var mixup = new Mixup
        {
            Id = PublicId.Create(),
            Kind = kind,
            At = at.TruncateToMilliseconds(),
            Disposition = MixupDisposition.Exposed,
            Owner = new MixupParty($"person-{owner}", PublicId.OfBits(BitsOf(owner))),
            Presenter = new MixupParty($"person-{presenter}", PublicId.OfBits(BitsOf(presenter))),
            Route = "/orders/{id}",
        };
        return ((await store.AppendMixupAsync(mixup, cancellationToken)).IncidentId!, mixup.Id);
    }

    // Ids are random, so that pages are hit as they would be.
    private static UInt128 BitsOf(int session) => (UInt128)(ulong)(session + 1) * new UInt128(0x9E3779B97F4A7C15, 0xF39CC0605CEDC835);
}
