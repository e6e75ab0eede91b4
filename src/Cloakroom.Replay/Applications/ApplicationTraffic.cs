using System.Diagnostics.Metrics;
using Cloakroom.Edge;
using Cloakroom.Edge.Configuration;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Replay.Applications;

/// <summary>Puts an application, and the edge before it, where the users of a run go.</summary>
internal static class ApplicationTraffic
{
    public static async Task<ApplicationServer> StartApplicationAsync(this SideRun run, ApplicationKind kind, AssetFolder assets)
    {
        var application = await ApplicationServer.StartAsync(kind, run.Users.Select(user => user.Member), assets, run.Stop);
        run.PutInFront(application, application.Address);
        return application;
    }

    /// <param name="run">The run.</param>
    /// <param name="cookie">All that the edge is told of the application.</param>
    /// <param name="configure">What else a team would set for this topology.</param>
    public static async Task PutEdgeInFrontAsync(this SideRun run, string cookie, Action<EdgeOptions>? configure = null)
    {
        var options = new EdgeOptions
        {
            Listen = ["http://127.0.0.1:0"],
            Upstreams = [.. run.Servers.Select(server => new UpstreamOptions { Url = server.GetLeftPart(UriPartial.Authority) })],
            Cookies = [new GuardedCookieOptions { Name = cookie }],
            TrustedProxies = ["127.0.0.1/32"],
            Store = { InMemory = true },
            Admin = { Listen = "" },
        };
        configure?.Invoke(options);
        if (run.Watcher == Watcher.Edge) Observe(options);
        var edge = await EdgeServer.StartAsync(
            options,
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<IMixupListener>(run.Mixups);
            },
            run.Stop);
        run.PutInFront(edge, edge.Addresses[0]);
        run.Mixups.Watch(edge.Services.GetRequiredService<IMeterFactory>());
        run.Impact.AddEdge(edge.Services);
        await run.ShowAsync(edge.Services);
    }

    /// <summary>Puts the watching edge before what users reach now, on the side and in the runs that have one.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cookie">The application's session cookie.</param>
    /// <param name="configure">What else a team would set for this topology.</param>
    public static Task PutWatcherInFrontAsync(this SideRun run, string cookie = SessionStack.StockCookie, Action<EdgeOptions>? configure = null) =>
        run.IsWatchedByEdge ? run.PutEdgeInFrontAsync(cookie, configure) : Task.CompletedTask;

    private static void Observe(EdgeOptions options)
    {
        // The leak goes on, so that it can be measured; it is contained by order.
        options.Policies.Quarantine.Mode = PolicyMode.Off;
        var rules = options.Rules;
        rules.ForeignBinding = rules.DuplicateIssue = rules.ForeignOwner = rules.CookieOnCacheable = rules.CookieToStatic = RuleMode.Observe;
    }
}
