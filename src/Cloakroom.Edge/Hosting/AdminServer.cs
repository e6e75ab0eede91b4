using Cloakroom.Edge.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Edge.Hosting;

/// <summary>A server of its own for operators: no path, header or mistake in a pipeline leads from the public's to it. It is the last to stop.</summary>
internal sealed class AdminServer(EdgeOptions options, AdminEndpoints endpoints, IServiceProvider services, ILoggerFactory loggers) : IHostedLifecycleService, IDisposable
{
    private KestrelServer? _server;

    /// <summary>Where it listens; null when it is switched off.</summary>
    public string? Address => _server?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Admin.Listen.Length == 0)
            return;

        var server = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        server.Limits.MaxRequestBodySize = 0;
        server.Listen(options.Admin.Listen);
        _server = new KestrelServer(Options.Create(server), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers), loggers);
        await _server.StartAsync(new Application(endpoints), cancellationToken);
        Log.AdminListens(loggers.CreateLogger<AdminServer>(), Address ?? options.Admin.Listen);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => _server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _server?.Dispose();

    private sealed class Application(AdminEndpoints endpoints) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => endpoints.AnswerAsync(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
