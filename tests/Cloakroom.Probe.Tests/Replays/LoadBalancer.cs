using System.Net;
using Cloakroom.Replay.Caches;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Probe.Tests.Replays;

/// <summary>Sends every request to the next server, as users of several are sent to all of them.</summary>
internal sealed class LoadBalancer : IAsyncDisposable
{
    private readonly ReverseProxy[] _servers;
    private readonly WebApplication _app;
    private int _turn;

    private LoadBalancer(IEnumerable<Uri> servers)
    {
        _servers = [.. servers.Select(server => new ReverseProxy(server, maxConnections: 64))];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            var server = _servers[(uint)Interlocked.Increment(ref _turn) % _servers.Length];
            await (await server.ForwardAsync(context)).WriteToAsync(context);
        });
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<LoadBalancer> StartAsync(IEnumerable<Uri> servers, CancellationToken cancellationToken)
    {
        var balancer = new LoadBalancer(servers);
        await balancer._app.StartAsync(cancellationToken);
        return balancer;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var server in _servers) server.Dispose();
    }
}
