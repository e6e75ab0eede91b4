using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Scenarios;
using Shouldly;
using Xunit;

namespace Cloakroom.Replay.Tests.Scenarios;

public sealed class ScenarioTests
{
    private static readonly ReplaySettings Small = new(Users: 8, Seed: 7, CacheKind.Builtin);

    public static TheoryData<string> Names => [.. ScenarioCatalog.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Stock_UnderTheFault_Leaks(string name)
    {
        var run = await ReplayRunner.RunSideAsync(Find(name), Small, Side.Stock, TestContext.Current.CancellationToken);

        run.Truth.Pairs.ShouldBeGreaterThan(0);
        run.Truth.ExposedUsers.ShouldBeInRange(1, Small.Users);
        TestContext.Current.SendDiagnosticMessage("{0}: {1}", name, string.Join("; ", run.Truth.Evidence.Values.Distinct()));
    }

    private static Scenario Find(string name) => ScenarioCatalog.All.Single(scenario => scenario.Name == name);
}
