using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Forwarding;
using Cloakroom.Edge.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
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

    public AdminServer Admin => Services.GetRequiredService<AdminServer>();

    public static async Task<TestEdge> StartAsync(
        EdgeOptions options, Func<ForwardingPlan, ForwardingTransformer>? transformer = null, Action<IServiceCollection>? services = null)
    {
        if (options.Listen.Count == 0)
            options.Listen.Add("http://127.0.0.1:0");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseEdgeKestrel(options);
        services?.Invoke(builder.Services);
        builder.Services.AddForwarding();
        builder.Services.AddEdgeHosting(options);
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
        var options = new EdgeOptions { Admin = { Listen = "" } };
        foreach (var upstream in upstreams)
            options.Upstreams.Add(new UpstreamOptions { Url = upstream });
        return options;
    }

    public HttpClient CreateClient() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Address };

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
