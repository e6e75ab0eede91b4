using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Scenarios;

namespace Cloakroom.Replay.Tests.Scenarios;

public sealed class ScenarioTests
{
    private static readonly ReplaySettings Small = new(Users: 8, Seed: 7, CacheKind.Builtin);

    public static TheoryData<string> Names => [.. ScenarioCatalog.All.Select(scenario => scenario.Name)];

    public static TheoryData<string, string> NamesAndRealCaches => new()
    {
        { "loom-2023", "nginx" },
        { "loom-2023", "varnish" },
        { "altinn-2012", "nginx" },
        { "altinn-2012", "varnish" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Stock_UnderTheFault_Leaks(string name)
    {
        var run = await ReplayRunner.RunSideAsync(Find(name), Small, Side.Stock, TestContext.Current.CancellationToken);

        run.Truth.Pairs.ShouldBeGreaterThan(0);
        run.Truth.ExposedUsers.ShouldBeInRange(1, Small.Users);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cloakroom_UnderTheSameFault_LeaksNothingAndReports(string name)
    {
        var run = await ReplayRunner.RunSideAsync(Find(name), Small, Side.Cloakroom, TestContext.Current.CancellationToken);

        run.Truth.Evidence.ShouldBeEmpty();
        run.UnaffectedFailures.ShouldBe(0);
        run.Truth.Statuses.Keys.ShouldBeSubsetOf([0, 200, 202, 204, 302, 503]);
        if (name is "altinn-2012" or "zombie") return; // Prevented, so that nothing is left to report.
        run.Mixups.Blocked.ShouldBeGreaterThan(0);
        run.Mixups.TimeSince(run.Fault.FirstEffect).ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Theory]
    [MemberData(nameof(NamesAndRealCaches))]
    public async Task BothSides_BehindARealCache_AreRedAndGreen(string name, string cache)
    {
        var kind = Enum.Parse<CacheKind>(cache, ignoreCase: true);
        var missing = FrontCache.WhyUnavailable(kind);
        if (missing is not null && Environment.GetEnvironmentVariable("CI") != "true") Assert.Skip(missing);

        var result = await ReplayRunner.RunAsync(Find(name), Small with { Cache = kind }, null, TestContext.Current.CancellationToken);

        result.Stock.Pairs.ShouldBeGreaterThan(0);
        result.Cloakroom.Pairs.ShouldBe(0);
        result.Cloakroom.UnaffectedFailures.ShouldBe(0);
    }

    [Theory]
    [InlineData("cachetur-2022", "auto")]
    [InlineData("loom-2023", "nginx")]
    [InlineData("loom-2023", "varnish")]
    public async Task Application_WithoutTheEdge_Leaks(string name, string cache)
    {
        var run = await RunApplicationAsync(name, cache, Side.Stock);

        run.Truth.Pairs.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("cachetur-2022", "auto")]
    [InlineData("loom-2023", "nginx")]
    [InlineData("loom-2023", "varnish")]
    public async Task Application_BehindTheEdge_LeaksNothingAndReports(string name, string cache)
    {
        var run = await RunApplicationAsync(name, cache, Side.Cloakroom);

        run.Truth.Evidence.ShouldBeEmpty();
        run.UnaffectedFailures.ShouldBe(0);
        run.Truth.Statuses.Keys.ShouldBeSubsetOf([200, 204, 401, 503]);
        run.Mixups.Blocked.ShouldBeGreaterThan(0);
        run.Mixups.TimeSince(run.Fault.FirstEffect).ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task RunSide_WhenTheFaultHasNoEffect_IsInvalid()
    {
        var scenario = new FakeScenario("tame", _ => false, hasEffect: false);

        var failure = await Should.ThrowAsync<ScenarioInvalidException>(
            () => ReplayRunner.RunSideAsync(scenario, Small, Side.Cloakroom, TestContext.Current.CancellationToken));

        failure.Message.ShouldContain("no effect");
    }

    private static async Task<SideRun> RunApplicationAsync(string name, string cache, Side side)
    {
        var settings = Small with { Guard = Guard.Edge, Cache = Enum.Parse<CacheKind>(cache, ignoreCase: true) };
        var scenario = ScenarioCatalog.Of(Guard.Edge, settings.Cache).Single(scenario => scenario.Name == name);
        if (scenario.WhyUnavailable is { } missing && Environment.GetEnvironmentVariable("CI") != "true") Assert.Skip(missing);
        await scenario.PrepareAsync(TestContext.Current.CancellationToken);
        return await ReplayRunner.RunSideAsync(scenario, settings, side, TestContext.Current.CancellationToken);
    }

    private static Scenario Find(string name) => ScenarioCatalog.All.Single(scenario => scenario.Name == name);
}
