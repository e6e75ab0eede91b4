using System.Diagnostics.Metrics;
using Cloakroom.Alerts;
using Cloakroom.Control;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Issuing;
using Cloakroom.Edges;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Rates;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Control;

/// <summary>Adds what an edge shares with others: the store, control, the issue ledger, secrets and the journal.</summary>
internal static class EdgeStoreServiceCollectionExtensions
{
    /// <summary>The store's file in its directory.</summary>
    public const string FileName = "edge.db";

    /// <summary>Call it before anything else that is hosted, and add Data Protection with <c>keys/</c> beside it: hosted services start in this order.</summary>
    public static IServiceCollection AddEdgeStore(this IServiceCollection services, EdgeOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddOptions<CloakroomOptions>().Configure(cloakroom =>
        {
            UseRules(cloakroom.Rules, options.Rules);
            options.Policies.ApplyTo(cloakroom.Policies);
            cloakroom.Rates = options.Rates.ToLibrary();
            cloakroom.Journal.Uses = options.Store.UseRetention > TimeSpan.Zero;
            if (cloakroom.Journal.Uses)
                cloakroom.Retention.Uses = options.Store.UseRetention;
            cloakroom.Alerts = options.Alerts.ToLibrary();
        });
        services.AddSingleton(options.Store);
        services.AddSingleton(new EdgeIdentity($"{Environment.MachineName} {options.Listen.FirstOrDefault() ?? "http://127.0.0.1:8080"}"));
        services.AddSingleton(provider => Build(options.Store, provider));
        services.AddSingleton(provider => (IEdgeStore)provider.GetRequiredService<ICloakroomStore>());
        services.AddSingleton<INodeStore>(provider => provider.GetRequiredService<ICloakroomStore>());
        services.AddSingleton(provider => new Telemetry(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton<StoreCalls>();
        services.AddSingleton<MixupJournal>();
        services.AddSingleton<Containment>();
        services.AddSingleton<EdgeSecrets>();
        services.AddSingleton<IssueMetrics>();
        services.AddSingleton<ControlMetrics>();
        AddHosted<EdgeStoreOpening>(services);
        AddHosted<EdgeControl>(services);
        services.AddSingleton<IEdgeControl>(provider => provider.GetRequiredService<EdgeControl>());
        services.AddSingleton<INodeState, EdgeNode>();
        AddHosted<NodeHeartbeat>(services);
        AddHosted<IssueLedger>(services);
        services.AddSingleton<IIssueLedger>(provider => provider.GetRequiredService<IssueLedger>());
        services.AddSingleton<IUseStore>(provider => provider.GetRequiredService<ICloakroomStore>());
        AddHosted<UseJournal>(services);
        AddHosted<MixupBacklog>(services);
        AddHosted<IncidentPolicies>(services);
        services.AddSingleton<IRateStore>(provider => provider.GetRequiredService<ICloakroomStore>());
        services.AddSingleton<RateCounters>();
        AddHosted<RateWatch>(services);
        AddHosted<Purger>(services);
        AddHosted<EdgePurger>(services);
        services.AddAlerts();
        services.AddHealthChecks().AddCheck<EdgeStoreHealthCheck>(EdgeStoreHealthCheck.Name, tags: ["cloakroom", "ready"]);
        return services;
    }

    /// <summary>The journal goes by the rules of the library, whose names are the same.</summary>
    public static void UseRules(MixupRuleOptions rules, EdgeRuleOptions edge)
    {
        rules.ForeignBinding = edge.ForeignBinding;
        rules.DuplicateIssue = edge.DuplicateIssue;
        rules.ForeignOwner = edge.ForeignOwner;
        rules.CookieOnCacheable = edge.CookieOnCacheable;
        rules.CookieToStatic = edge.CookieToStatic;
    }

    private static ICloakroomStore Build(EdgeStoreOptions options, IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        if (options.InMemory)
        {
            Log.InMemory(provider.GetRequiredService<ILogger<EdgeStoreOpening>>());
            return new InMemoryStore(time);
        }

        var file = new SqliteStoreOptions { Path = Path.GetFullPath(Path.Combine(options.Directory, FileName)) };
        return new SqliteStore(file, time, provider.GetRequiredService<ILogger<SqliteStore>>());
    }

    private static void AddHosted<T>(IServiceCollection services)
        where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<T>());
    }
}
