using System.CommandLine;
using Cloakroom.Edge;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench.Edge;

/// <summary>Hidden: the origin, or a managed proxy in front of it, as a process of its own until its standard input ends.</summary>
internal static class EdgeServeCommand
{
    public const string Name = "edge-serve";
    public const string Origin = "origin";
    public const string Yarp = "yarp";
    public const string Edge = "edge";

    public static Command Create()
    {
        var kind = new Argument<string>("kind");
        kind.AcceptOnlyFromAmong(Origin, Yarp, Edge);
        var address = new Argument<string>("address");
        var origin = new Option<string>("--origin") { DefaultValueFactory = _ => "" };
        var store = new Option<string?>("--store") { Description = "A directory for SQLite; in memory without." };
        var command = new Command(Name, "Runs the origin or a proxy.") { kind, address, origin, store };
        command.Hidden = true;
        command.SetAction(async (result, cancellationToken) =>
        {
            var url = result.GetRequiredValue(address);
            var upstream = result.GetRequiredValue(origin);
            await using IAsyncDisposable server = result.GetRequiredValue(kind) switch
            {
                Origin => await StartAsync(OriginApplication.Create(url)),
                Yarp => await StartAsync(BareYarp(url, upstream)),
                _ => await EdgeAsync(Options(url, upstream, result.GetValue(store)), cancellationToken),
            };
            // The parent holds the other end: whatever becomes of it, this process ends with it.
            await System.Console.In.ReadToEndAsync(CancellationToken.None);
        });
        return command;
    }

    /// <summary>An edge with its defaults.</summary>
    /// <param name="url">Where it listens.</param>
    /// <param name="upstream">The application.</param>
    /// <param name="directory">The store; null for one in memory.</param>
    public static EdgeOptions Options(string url, string upstream, string? directory)
    {
        var options = new EdgeOptions
        {
            Admin = { Listen = "" },
            Listen = [url],
            Upstreams = [new UpstreamOptions { Url = upstream }],
            Cookies = [new GuardedCookieOptions { Name = OriginApplication.CookieName }],
            Store = { InMemory = directory is null },
        };
        if (directory is not null)
            options.Store.Directory = directory;
        EdgeDefaults.Fill(options);
        return options;
    }

    /// <summary>Direct forwarding as YARP's documentation has it, without logging.</summary>
    private static WebApplication BareYarp(string url, string upstream)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        app.MapForwarder("/{**catch-all}", upstream);
        return app;
    }

    /// <summary>As <c>cloakroom edge</c> starts one, without logging.</summary>
    private static Task<EdgeServer> EdgeAsync(EdgeOptions options, CancellationToken cancellationToken)
    {
        InlineSockets.Prefer();
        return EdgeServer.StartAsync(options, cancellationToken: cancellationToken);
    }

    private static async Task<WebApplication> StartAsync(WebApplication app)
    {
        await app.StartAsync();
        return app;
    }
}
