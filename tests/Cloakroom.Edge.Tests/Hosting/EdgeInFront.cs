using Cloakroom.Edge.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Hosting;

/// <summary>The whole edge in this process, in front of an application whose session is the cookie <c>sid</c>.</summary>
internal static class EdgeInFront
{
    /// <param name="upstream">The URL of what it guards.</param>
    /// <param name="change">What is not as usual; the address for operators is off, and the public one on a free port.</param>
    /// <param name="directory">Where its store is; null for memory.</param>
    /// <param name="time">By default that of this machine.</param>
    public static Task<EdgeServer> StartAsync(string upstream, Action<EdgeOptions>? change = null, string? directory = null, TimeProvider? time = null)
    {
        var options = new EdgeOptions
        {
            Admin = { Listen = "" },
            Listen = ["http://127.0.0.1:0"],
            Upstreams = [new UpstreamOptions { Url = upstream }],
            Cookies = [new GuardedCookieOptions { Name = "sid" }],
            Store = { InMemory = directory is null },
        };
        if (directory is not null) options.Store.Directory = directory;
        change?.Invoke(options);
        EdgeDefaults.Fill(options);
        return EdgeServer.StartAsync(options, time is null ? null : builder => builder.Services.AddSingleton(time), TestContext.Current.CancellationToken);
    }

    /// <summary>One that keeps no cookies: each request says what it brings.</summary>
    public static HttpClient CreateClient(this EdgeServer edge) => new(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = edge.Addresses[0] };
}
