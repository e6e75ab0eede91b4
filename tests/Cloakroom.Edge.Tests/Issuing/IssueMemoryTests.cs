using System.Diagnostics;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Edge.Tests.Control;
using Cloakroom.Tests.Hosting;
using static Cloakroom.Edge.Tests.Control.EdgeBench;

namespace Cloakroom.Edge.Tests.Issuing;

/// <summary>By itself, since it looks at the memory of the process.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AloneInTheProcess;

[Collection<AloneInTheProcess>]
public sealed class IssueMemoryTests
{
    [Fact]
    public async Task TryIssue_AMillionSessions_TheEdgeDoesNotGrow()
    {
        // The store's part is on disk in earnest; here it agrees to everything and keeps nothing.
        using var edge = new EdgeBench(new AgreeableStore());
        await IssueAsync(edge, 0, 200_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await IssueAsync(edge, 200_000, 1_000_000);

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        grown.ShouldBeLessThan(8 * 1024 * 1024);
        TestContext.Current.TestOutputHelper?.WriteLine($"{grown / 1024} KB more after a million sessions.");
    }

    /// <summary>How it looks with a file: run it by name with <c>--explicit only</c>.</summary>
    [Fact(Explicit = true)]
    public async Task TryIssue_AMillionSessionsOnAFile_MemoryRateAndSize()
    {
        using var directory = new TemporaryDirectory();
        await using var edge = await EdgeStoreHost.StartAsync(directory.Path);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 10; i++)
        {
            await Parallel.ForEachAsync(
                Enumerable.Range(i * 100_000, 100_000),
                new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken },
                async (number, token) => await edge.Ledger.TryIssueAsync(new Tag((ulong)number * 0x9E3779B97F4A7C15, (ulong)number), Binding(number), null, token));
            await Eventually.TrueAsync(() => edge.Get<Edge.Issuing.IssueLedger>().Waiting == 0);
            var managed = GC.GetTotalMemory(forceFullCollection: true) / 1024 / 1024;
            using var process = Process.GetCurrentProcess();
            var file = new FileInfo(directory.At("edge.db")).Length / 1024 / 1024;
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{(i + 1) * 100_000} sessions: {managed} MB managed, {process.WorkingSet64 / 1024 / 1024} MB resident, file {file} MB, {(i + 1) * 100_000 / watch.Elapsed.TotalSeconds:0}/s");
        }

        (await edge.Get<Cloakroom.Edges.IEdgeStore>().CountIssuedAsync(TestContext.Current.CancellationToken)).ShouldBe(1_000_000);
    }

    private static async Task IssueAsync(EdgeBench edge, int from, int count)
    {
        for (var i = from; i < from + count; i++)
            await edge.Ledger.TryIssueAsync(Value(i), Binding(i), null, TestContext.Current.CancellationToken);
    }
}
