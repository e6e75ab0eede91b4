using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Forwarding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Tests.Forwarding;

/// <summary>Forwarding alone on a real server: what comes in goes out.</summary>
internal sealed class TestEdge : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestEdge(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    /// <summary>What became of the requests, in the order in which they ended.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<ForwardResult> Results { get; } = new();

    public static async Task<TestEdge> StartAsync(
        EdgeOptions options, Func<ForwardingPlan, ForwardingTransformer>? transformer = null, Action<KestrelServerOptions>? kestrel = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            if (kestrel is not null)
                kestrel(server);
            else
                server.Listen(System.Net.IPAddress.Loopback, 0);
        });
        services?.Invoke(builder.Services);
        builder.Services.AddForwarding();
        var app = builder.Build();
        var edge = new TestEdge(app);
        var forwarder = app.Services.GetRequiredService<Forwarder>();
        var plan = forwarder.Use(options);
        var transform = transformer?.Invoke(plan) ?? new ForwardingTransformer(plan);
        app.Run(async context => edge.Results.Enqueue(await forwarder.ForwardAsync(context, transform)));
        await app.StartAsync();
        return edge;
    }

    public static EdgeOptions OptionsFor(params string[] upstreams)
    {
        var options = new EdgeOptions();
        foreach (var upstream in upstreams)
            options.Upstreams.Add(new UpstreamOptions { Url = upstream });
        return options;
    }

    public HttpClient CreateClient() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
