using System.Collections.Concurrent;
using Cloakroom.Control;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Control;
using Cloakroom.Edges;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Tests.Applications;

/// <summary>The edge before an application, on a free loopback port, with nothing kept.</summary>
internal sealed class EdgeBefore : IMixupListener, IAsyncDisposable
{
    private readonly ConcurrentQueue<Mixup> _mixups = new();
    private EdgeServer _edge = null!;

    public Uri Address => _edge.Addresses[0];

    public IReadOnlyCollection<Mixup> Mixups => _mixups;

    public static async Task<EdgeBefore> StartAsync(Uri upstream, IEnumerable<GuardedCookieOptions> cookies, Action<EdgeOptions>? configure = null)
    {
        var options = new EdgeOptions
        {
            Listen = ["http://127.0.0.1:0"],
            Upstreams = [new UpstreamOptions { Url = upstream.GetLeftPart(UriPartial.Authority) }],
            Cookies = [.. cookies],
            TrustedProxies = ["127.0.0.1/32"],
            Store = { InMemory = true },
            Admin = { Listen = "" },
        };
        configure?.Invoke(options);
        var before = new EdgeBefore();
        before._edge = await EdgeServer.StartAsync(
            options,
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<IMixupListener>(before);
            },
            TestContext.Current.CancellationToken);
        return before;
    }

    public void OnMixup(Mixup mixup) => _mixups.Enqueue(mixup);

    /// <summary>What <c>cloakroom control revoke --all</c> does, until it is in force.</summary>
    public async Task RevokeAllAsync()
    {
        var store = _edge.Services.GetRequiredService<ICloakroomStore>();
        var epoch = _edge.Services.GetRequiredService<IEdgeControl>().View.AllEpoch;
        await store.AdvanceEpochAsync(EpochScope.All, null, new ControlEntry(DateTimeOffset.UnixEpoch, "revoke-all", "a test", "to see"), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => _edge.Services.GetRequiredService<IEdgeControl>().View.AllEpoch > epoch);
    }

    public ValueTask DisposeAsync() => _edge.DisposeAsync();
}
