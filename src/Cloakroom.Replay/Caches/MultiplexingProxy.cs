using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Replay.Caches;

/// <summary>A proxy that caches nothing and sends all users' requests over a few connections, so that Kestrel reuses its request objects across users.</summary>
internal sealed class MultiplexingProxy : IAsyncDisposable
{
    private readonly ReverseProxy _origin;
    private readonly WebApplication _app;

    private MultiplexingProxy(Uri origin, int connections)
    {
        _origin = new ReverseProxy(origin, connections);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context => await (await _origin.ForwardAsync(context)).WriteToAsync(context));
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<MultiplexingProxy> StartAsync(Uri origin, int connections, CancellationToken cancellationToken)
    {
        var proxy = new MultiplexingProxy(origin, connections);
        await proxy._app.StartAsync(cancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _origin.Dispose();
    }
}
