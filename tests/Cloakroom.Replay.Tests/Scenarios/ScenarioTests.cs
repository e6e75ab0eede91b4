using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Scenarios;
using Cloakroom.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Replay.Tests.Scenarios;

// What was replayed happened in an order, and within times, that a busy machine changes.
[Trait("Runs", "Alone")]
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
        await ShouldBeDetectedInTimeAsync(async () =>
        {
            var run = await ReplayRunner.RunSideAsync(Find(name), Small, Side.Cloakroom, TestContext.Current.CancellationToken);

            run.Truth.Evidence.ShouldBeEmpty();
            run.UnaffectedFailures.ShouldBe(0);
            run.Truth.Statuses.Keys.ShouldBeSubsetOf([0, 200, 202, 204, 302, 503]);
            if (name is "altinn-2012" or "zombie") return TimeSpan.Zero; // Prevented, so that nothing is left to report.
            run.Mixups.Blocked.ShouldBeGreaterThan(0);
            return run.Mixups.TimeSince(run.Fault.FirstEffect);
        });
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
        await ShouldBeDetectedInTimeAsync(async () =>
        {
            var run = await RunApplicationAsync(name, cache, Side.Cloakroom);

            run.Truth.Evidence.ShouldBeEmpty();
            run.UnaffectedFailures.ShouldBe(0);
            run.Truth.Statuses.Keys.ShouldBeSubsetOf([200, 204, 401, 503]);
            run.Mixups.Blocked.ShouldBeGreaterThan(0);
            return run.Mixups.TimeSince(run.Fault.FirstEffect);
        });
    }

    public static TheoryData<string, string> WatchedRows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var scenario in ScenarioCatalog.Watched) rows.Add(scenario.Name, scenario.Watcher.ToString()!);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(WatchedRows))]
    public async Task Watched_NothingGuarded_IsSeenExactlyAsFarAsItIsSaidTo(string name, string watcher)
    {
        var scenario = ScenarioCatalog.Watched.Single(row => row.Name == name && row.Watcher.ToString() == watcher);

        await ShouldBeDetectedInTimeAsync(async () =>
        {
            var result = await ReplayRunner.RunAsync(scenario, Small with { Guard = Guard.Observe }, null, TestContext.Current.CancellationToken);

            result.HoldsPromise().ShouldBeTrue($"{result.Stock} {result.Cloakroom} {result.Watched}, named {result.Watched!.NamedPairs}");
            result.Cloakroom.UnaffectedFailures.ShouldBe(0);
            if (scenario.Sight != Sight.Exposed) return TimeSpan.Zero;
            return result.Cloakroom.DetectionMs is { } detection ? TimeSpan.FromMilliseconds(detection) : null;
        });
    }

    [Fact]
    public async Task Spectator_OfAWatchedIncident_IsShownOneServerBeforeAnybodyComesAndStaysToTheEnd()
    {
        var spectator = new Spectator();
        var scenario = ScenarioCatalog.Watched.Single(row => row is { Name: "topcashback-2017", Watcher: Watcher.Edge });

        var result = await ReplayRunner.RunAsync(scenario, Small with { Guard = Guard.Observe, Spectator = spectator }, null, TestContext.Current.CancellationToken);

        spectator.Saw.ShouldBe(["open, incidents: 0", "stay, incidents: 1"]);
        result.HoldsPromise().ShouldBeTrue();
        result.Cloakroom.ContainmentMs.ShouldBeNull("that is for whoever looks on to do");
    }

    [Fact]
    public void Watched_EveryIncident_HasARowForEachWatcherAndAReasonWhereNotAllIsSeen()
    {
        foreach (var incident in ScenarioCatalog.All)
            ScenarioCatalog.Watched.Where(row => row.Name == incident.Name).Select(row => row.Watcher).ShouldBe([Watcher.Library, Watcher.Edge]);
        ScenarioCatalog.Watched.Where(row => row.Sight == Sight.Exposed).Select(row => row.Name).Distinct().Count().ShouldBeGreaterThanOrEqualTo(4);
        ScenarioCatalog.Watched.ShouldAllBe(row => row.Sight == Sight.Exposed == (row.Why.Length == 0));
    }

    [Fact]
    public async Task RunSide_WhenTheFaultHasNoEffect_IsInvalid()
    {
        var scenario = new FakeScenario("tame", _ => false, hasEffect: false);

        var failure = await Should.ThrowAsync<ScenarioInvalidException>(
            () => ReplayRunner.RunSideAsync(scenario, Small, Side.Cloakroom, TestContext.Current.CancellationToken));

        failure.Message.ShouldContain("no effect");
    }

    private sealed class Spectator : ISpectator
    {
        private ICloakroomStore? _store;

        public List<string> Saw { get; } = [];

        public TimeSpan Pause => TimeSpan.FromMilliseconds(1);

        public Task OpenAsync(IServiceProvider services, CancellationToken cancellationToken)
        {
            _store = services.GetRequiredService<ICloakroomStore>();
            return SeeAsync("open");
        }

        public Task StayAsync() => SeeAsync("stay");

        private async Task SeeAsync(string what)
        {
            var incidents = await _store!.ReadIncidentsAsync(10, TestContext.Current.CancellationToken);
            Saw.Add($"{what}, incidents: {incidents.Count}");
        }
    }

    /// <summary>Once more when it took too long: a machine that stood still says nothing, and what is slow by itself is so again. All else must be right each time.</summary>
    /// <param name="run">Returns the time to the first report; null when there was none.</param>
    private static async Task ShouldBeDetectedInTimeAsync(Func<Task<TimeSpan?>> run)
    {
        var promised = TimeSpan.FromSeconds(2);
        var took = (await run()).ShouldNotBeNull();
        if (took >= promised) took = (await run()).ShouldNotBeNull();
        took.ShouldBeLessThan(promised);
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
