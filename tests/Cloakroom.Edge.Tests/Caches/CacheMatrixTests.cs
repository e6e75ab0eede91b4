using Cloakroom.Journal;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Caches.Configurations;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>Real caches in front of an application that rolls its session everywhere, with and without the edge in between.</summary>
public sealed class CacheMatrixTests(CacheMatrix matrix) : IClassFixture<CacheMatrix>
{
    private const Leak Both = Leak.Session | Leak.Body;

    private static readonly string[] Storable = ["modified", "public", "max-age", "s-maxage"];
    private static readonly string[] Eight = [.. CacheControl.All.Select(value => value.Slug)];

    public static TheoryData<string> Everything => [.. CacheConfigurations.All.Select(configuration => configuration.Id)];

    public static TheoryData<string> Recommended =>
        [.. CacheConfigurations.All.Where(configuration => configuration.Name == CacheConfigurations.Recommended).Select(configuration => configuration.Id)];

    /// <summary>Configuration, values of Cache-Control, what leaks later, what leaks in flight: on both kinds of path.</summary>
    public static TheoryData<string, string[], int, int> Leaky => new()
    {
        { "nginx: ignores Set-Cookie", ["none", .. Storable], (int)Both, (int)Both },
        { "nginx: ignores Set-Cookie and Cache-Control", Eight, (int)Both, (int)Both },
        { "nginx: ignores and hides Set-Cookie", ["none", .. Storable], (int)Leak.Body, (int)Leak.Body },
        { "Varnish: forced", Eight, (int)Both, (int)Both },
        { "Varnish: forced, Set-Cookie and Vary taken off", Eight, (int)Leak.Body, (int)Leak.Body },
        { "HAProxy: as it comes", Storable, (int)Both, (int)Leak.None },
        { "Apache httpd: as it comes", Storable, (int)Both, (int)Leak.None },
        { "Apache httpd: CacheIgnoreHeaders Set-Cookie", Storable, (int)Leak.Body, (int)Leak.None },
        { "Apache httpd: stores private and no-store", ["none", "private", "no-store", .. Storable], (int)Both, (int)Leak.None },
        { "Squid: as it comes", Storable, (int)Leak.Body, (int)Both },
        { "Squid: collapsed_forwarding", ["none", "no-cache"], (int)Leak.None, (int)Leak.Body },
        { "Squid: overrides everything", ["none", "no-store"], (int)Leak.Body, (int)Both },
        { "Traffic Server: as it comes", ["public", "max-age", "s-maxage"], (int)Leak.Body, (int)Leak.Body },
        { "Traffic Server: ttl-in-cache", ["none", "private", "no-store", .. Storable], (int)Leak.Body, (int)Leak.Body },
    };

    [Theory]
    [MemberData(nameof(Leaky))]
    public async Task WithoutEdge_LeakyConfiguration_Leaks(string id, string[] cacheControls, int later, int inFlight)
    {
        var walked = await WalkAsync(id, isGuarded: false);

        foreach (var path in Enum.GetValues<PathKind>())
        {
            foreach (var slug in cacheControls)
            {
                (walked[path, slug].Later & Both).ShouldBe((Leak)later, $"{path} {slug}, later");
                (walked[path, slug].InFlight & Both).ShouldBe((Leak)inFlight, $"{path} {slug}, in flight");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Recommended))]
    [InlineData("nginx: as it comes")]
    [InlineData("Varnish: as it comes")]
    [InlineData("HAProxy: option checkcache")]
    [InlineData("Traffic Server: no responses to cookies")]
    public async Task WithoutEdge_SafeConfiguration_LeaksNothing(string id)
    {
        var walked = await WalkAsync(id, isGuarded: false);

        walked.Cells.Where(cell => cell.Value.Any != Leak.None).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task WithEdge_AnyConfiguration_GivesNobodyAnothersSession(string id)
    {
        var walked = await WalkAsync(id, isGuarded: true);

        walked.Cells.Where(cell => (cell.Value.Any & (Leak.Session | Leak.FirstVisit)) != Leak.None).ShouldBeEmpty();
        walked.Cells.Where(cell => !cell.Value.IsServed).ShouldBeEmpty("Refusing everything would show no leak either.");
        // Static paths and what invites caches carry no identity at all.
        walked.Cells.Where(cell => (cell.Key.Path == PathKind.Static || Storable.Skip(1).Contains(cell.Key.CacheControl)) && cell.Value.Any.HasFlag(Leak.Delivered)).ShouldBeEmpty();
        walked.Cells.Where(cell => cell.Key.Path == PathKind.Static && cell.Value.Any != Leak.None).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task WithEdge_AnothersCookieDelivered_IsReportedAndNothingElseIs(string id)
    {
        var walked = await WalkAsync(id, isGuarded: true);

        walked.Mixups.Contains(MixupKind.ForeignBinding).ShouldBe(walked.Cells.Values.Any(cell => cell.Any.HasFlag(Leak.Delivered)));
        walked.Mixups.Except([MixupKind.ForeignBinding, MixupKind.CookieOnCacheable]).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task WithEdge_BodyOfADynamicRoute_LeaksOnlyWhereVaryIsIgnored(string id)
    {
        var walked = await WalkAsync(id, isGuarded: true);

        var leaks = walked.Cells.Values.Any(cell => cell.Any.HasFlag(Leak.Body));

        leaks.ShouldBe(id is "nginx: ignores Vary, too" or "Varnish: forced, Vary taken off" or "Varnish: forced, Set-Cookie and Vary taken off");
    }

    [Fact]
    public async Task Document_Caches_IsWhatTheWalksGave()
    {
        SkipWithout(CacheConfigurations.All);
        var path = CacheDocument.Path;
        var committed = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var versions = await CacheConfigurations.VersionsAsync(TestContext.Current.CancellationToken);

        var actual = await CacheDocument.FillAsync(committed, versions, matrix);

        if (Environment.GetEnvironmentVariable("CLOAKROOM_APPROVE") == "1") await File.WriteAllTextAsync(path, actual, TestContext.Current.CancellationToken);
        else if (committed.Contains(versions, StringComparison.Ordinal)) actual.ShouldBe(committed, "Run with CLOAKROOM_APPROVE=1 to accept, and commit the difference.");
        else CachePromises.FindBroken(committed, actual).ShouldBeEmpty($"The table is of other versions than these: {versions}");
    }

    private Task<WalkedConfiguration> WalkAsync(string id, bool isGuarded)
    {
        var configuration = CacheConfigurations.Find(id);
        SkipWithout([configuration]);
        return matrix.WalkAsync(configuration, isGuarded);
    }

    private static void SkipWithout(IReadOnlyList<CacheConfiguration> configurations)
    {
        var missing = configurations.Select(configuration => configuration.Server.WhyUnavailable).FirstOrDefault(why => why is not null);
        if (missing is not null && Environment.GetEnvironmentVariable("CI") != "true") Assert.Skip(missing);
        missing.ShouldBeNull();
    }
}
