using Cloakroom.Probe.Tests;
using Cloakroom.Probe.Tests.Applications;
using Cloakroom.Probe.Tests.Cli;
using Cloakroom.Probe.Tests.Faults;
using Cloakroom.Probe.Tests.Findings;
using Cloakroom.Probe.Tests.Runs;
using Cloakroom.Probe.Tests.Watching;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Cloakroom.Probe.Tests;

/// <summary>Classes run side by side, and the tests of one after each other: what takes longest begins first, so that nothing long is left alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>Those of more than 20 seconds.</summary>
    private static readonly string[] Long =
    [
        .. new[]
        {
            typeof(SiteFaultTests), typeof(JingoTests), typeof(WatchedLeakTests), typeof(DokuWikiTests), typeof(ProbeRunTests), typeof(WatchCommandTests), typeof(ScriptOfARunTests),
            typeof(ProbeCommandTests), typeof(SignedOutSessionsTests),
        }.Select(NameOf),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Rank).ThenBy(collection => collection.UniqueID, StringComparer.Ordinal)];

    // A class without a collection of its own is known to it by this name alone.
    private static string NameOf(Type type) => $"Test collection for {type.FullName} (";

    private static int Rank<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var rank = Array.FindIndex(Long, name => collection.TestCollectionDisplayName.StartsWith(name, StringComparison.Ordinal));
        return rank < 0 ? Long.Length : rank;
    }
}
