using Cloakroom.Replay.Caches.Configurations;

namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>Six real caches as they come and as people configure them, before two applications: the probe finds what leaks, and accuses nothing else.</summary>
[Collection(nameof(Measured))]
[Trait("Runs", "Alone")]
public sealed class ProbeMatrixTests(ProbeMatrix matrix)
{
    /// <summary>Sent to an address until the first leak there, looking around included.</summary>
    private const int MostRequests = 25;

    [Fact]
    public async Task Run_EveryConfiguration_FindsWhatLeaksAndNothingElse()
    {
        var known = await KnownAsync();
        if (await AreOtherVersionsAsync(known)) Assert.Skip("The caches are of other versions than the tables.");

        var wrong = (await matrix.AllAsync()).SelectMany(probed => probed.Compare(known)).ToList();

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WhatLeaks_IsFoundWithinTheStatedRequests()
    {
        await KnownAsync();

        var late = (await matrix.AllAsync())
            .SelectMany(probed => probed.Cells.Where(cell => cell.RequestsToLeak > MostRequests).Select(cell => $"{probed.Configuration}, {probed.Club}, {cell}"));

        late.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_RecommendedConfiguration_IsNotAccusedInAnyVersion()
    {
        await KnownAsync();

        var accused = (await matrix.AllAsync()).Where(probed => probed.Configuration.Name == CacheConfigurations.Recommended && probed.Cells.Any(cell => cell.IsAccused));

        accused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WhereSomebodyIsServed_TriesEveryAddress()
    {
        await KnownAsync();

        var untried = (await matrix.AllAsync()).Where(probed => probed.IsServed)
            .SelectMany(probed => probed.Cells.Where(cell => cell.Pairs == 0).Select(cell => $"{probed.Configuration}, {probed.Club}, {cell}"));

        untried.ShouldBeEmpty();
    }

    internal static void SkipWithout(IEnumerable<string?> reasons)
    {
        var missing = reasons.FirstOrDefault(why => why is not null);
        if (missing is not null && Environment.GetEnvironmentVariable("CI") != "true") Assert.Skip(missing);
        missing.ShouldBeNull();
    }

    private static async Task<KnownLeaks> KnownAsync()
    {
        SkipWithout(CacheConfigurations.All.Select(configuration => configuration.Server.WhyUnavailable).Concat(ClubKind.All.Select(kind => kind.WhyUnavailable())));
        return await KnownLeaks.ReadAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<bool> AreOtherVersionsAsync(KnownLeaks known) =>
        !known.Document.Contains(await CacheConfigurations.VersionsAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
}
