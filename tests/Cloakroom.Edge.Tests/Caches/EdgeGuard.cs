using System.Collections.Concurrent;
using Cloakroom.Edge.Configuration;
using Cloakroom.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Caches;

/// <summary>The edge, told nothing but the upstream and the name of the session cookie.</summary>
internal sealed class EdgeGuard : IGuardInFront, IMixupListener
{
    private readonly ConcurrentQueue<MixupKind> _mixups = new();
    private EdgeServer _edge = null!;

    private EdgeGuard()
    {
    }

    public Uri Address => _edge.Addresses[0];

    /// <summary>What it has reported.</summary>
    public IReadOnlyCollection<MixupKind> Mixups => _mixups;

    public static async Task<EdgeGuard> StartAsync(Uri origin, CancellationToken cancellationToken, Action<EdgeOptions>? change = null)
    {
        var options = new EdgeOptions
        {
            Admin = { Listen = "" },
            Listen = ["http://127.0.0.1:0"],
            Upstreams = [new UpstreamOptions { Url = origin.GetLeftPart(UriPartial.Authority) }],
            Cookies = [new GuardedCookieOptions { Name = "sid" }],
            Store = { InMemory = true },
        };
        change?.Invoke(options);
        EdgeDefaults.Fill(options);
        var guard = new EdgeGuard();
        guard._edge = await EdgeServer.StartAsync(options, builder => builder.Services.AddSingleton<IMixupListener>(guard), cancellationToken);
        return guard;
    }

    public void OnMixup(Mixup mixup) => _mixups.Enqueue(mixup.Kind);

    public ValueTask DisposeAsync() => _edge.DisposeAsync();
}
