using System.Net;
using Cloakroom.Bench.Pieces;
using Cloakroom.Edge;
using Cloakroom.Edge.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Forwarder;

namespace Cloakroom.Bench.Edge;

/// <summary>An edge without a network on either side: its own pipeline between browsers and an application that are functions.</summary>
internal sealed class DirectEdge : IAsyncDisposable
{
    private readonly DirectServer _server;
    private readonly EdgeServer _edge;

    private DirectEdge(DirectServer server, EdgeServer edge)
    {
        _server = server;
        _edge = edge;
    }

    public IServiceProvider Services => _edge.Services;

    /// <param name="directory">The store; null for one in memory.</param>
    /// <param name="application">Answers requests as they arrive at the application.</param>
    /// <param name="configure">Changes the defaults.</param>
    public static async Task<DirectEdge> StartAsync(string? directory, Func<HttpRequestMessage, HttpResponseMessage> application, Action<EdgeOptions>? configure = null)
    {
        var server = new DirectServer();
        var options = EdgeServeCommand.Options("http://127.0.0.1:0", "http://127.0.0.1:1", directory);
        configure?.Invoke(options);
        var edge = await EdgeServer.StartAsync(options, builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IServer>(server));
            builder.Services.Replace(ServiceDescriptor.Singleton<IHttpForwarder>(new FunctionForwarder(application)));
        });
        return new DirectEdge(server, edge);
    }

    public static HttpResponseMessage Page() => new(HttpStatusCode.OK) { Content = new ByteArrayContent([]) { Headers = { { "Content-Type", "text/plain; charset=utf-8" } } } };

    /// <summary>A page that sets the application's session cookie.</summary>
    public static HttpResponseMessage SignedIn(string id)
    {
        var response = Page();
        response.Headers.TryAddWithoutValidation("Set-Cookie", $"{OriginApplication.CookieName}={id}; Path=/; HttpOnly; SameSite=Lax");
        return response;
    }

    public Task<DirectResponse> SendAsync(string method, string path, string? cookie) => _server.SendAsync(method, path, "", cookie);

    /// <returns>The <c>Cookie</c> header of a browser that has just signed in.</returns>
    public async Task<string> SignInAsync()
    {
        var response = await SendAsync("POST", "/login", cookie: null);
        return string.Join("; ", response.Headers.SetCookie.Select(line => line!.Split(';')[0]));
    }

    public ValueTask DisposeAsync() => _edge.DisposeAsync();
}
