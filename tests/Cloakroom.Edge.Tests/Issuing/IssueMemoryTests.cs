using Cloakroom.Edge.Tests.Control;
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

    private static async Task IssueAsync(EdgeBench edge, int from, int count)
    {
        for (var i = from; i < from + count; i++)
            await edge.Ledger.TryIssueAsync(Value(i), Binding(i), null, TestContext.Current.CancellationToken);
    }
}
