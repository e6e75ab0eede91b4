using System.Net;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Probe.Tests.Replays;

/// <summary>Sends pages to any of several servers, and sign-ins to each in turn, so that two servers have one each whatever else is asked.</summary>
internal sealed class LoadBalancer : IAsyncDisposable
{
    private readonly ReverseProxy[] _servers;
    private readonly WebApplication _app;
    private readonly SeededXorshift _random = new(7);
    private readonly Lock _choosing = new();
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
            await (await Next(context.Request.Path == "/signin").ForwardAsync(context)).WriteToAsync(context);
        });
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<LoadBalancer> StartAsync(IEnumerable<Uri> servers, CancellationToken cancellationToken)
    {
        var balancer = new LoadBalancer(servers);
        await balancer._app.StartAsync(cancellationToken);
        return balancer;
    }

    private ReverseProxy Next(bool inTurn)
    {
        lock (_choosing) return _servers[inTurn ? _turn++ % _servers.Length : _random.Next(_servers.Length)];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var server in _servers) server.Dispose();
    }
}
