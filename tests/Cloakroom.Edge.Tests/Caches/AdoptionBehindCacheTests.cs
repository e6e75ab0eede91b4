using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Caches.Configurations;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>What adoption cannot do, as the documentation says, and that a cache that heeds <c>Vary</c> is enough.</summary>
public sealed class AdoptionBehindCacheTests
{
    [Theory]
    [InlineData("nginx: ignores Vary, too", true)]
    [InlineData("nginx: ignores Set-Cookie and Cache-Control", false)]
    [InlineData("nginx: as it comes", false)]
    public async Task Adoption_BehindACacheThatIgnoresEverything_GivesBothHalvesAway(string id, bool leaks)
    {
        var stop = TestContext.Current.CancellationToken;
        var configuration = CacheConfigurations.Find(id);
        if (configuration.Server.WhyUnavailable is { } missing && Environment.GetEnvironmentVariable("CI") != "true") Assert.Skip(missing);
        await using var origin = await RollingOrigin.StartAsync(stop);
        await using var edge = await EdgeGuard.StartAsync(origin.Address, stop, options => options.Adoption.Until = TimeProvider.System.GetUtcNow().AddDays(1));
        await using var cache = await configuration.StartAsync(edge.Address, stop);
        using var people = await People.ArriveAsync(cache.Address, stop);
        // A session of before the edge: the application's own cookie, unsealed.
        using var before = new Person(origin.Address);
        await before.SignInAsync(keepSession: false, stop);
        var page = CellWalk.Unique("/page/none/");
        using var alice = new Person(cache.Address);

        await alice.GetAsync(page, before.Jar, null, stop);
        var carols = await people.Carol.GetAsync(page, stop);
        people.Carol.Keep(carols);
        var who = await people.Carol.GetAsync(CellWalk.Unique("/me/"), stop);

        who.Body.Contains(before.Account, StringComparison.Ordinal).ShouldBe(leaks);
    }
}
