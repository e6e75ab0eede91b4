using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Tests.Forwarding;

/// <summary>An application on a real server.</summary>
internal sealed class TestUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestUpstream(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public static async Task<TestUpstream> StartAsync(RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http1, Action<WebApplication>? pipeline = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = null;
            server.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
            server.Limits.MaxRequestHeaderCount = 1000;
            server.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols);
        });
        var app = builder.Build();
        pipeline?.Invoke(app);
        app.Run(answer);
        await app.StartAsync();
        return new TestUpstream(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
