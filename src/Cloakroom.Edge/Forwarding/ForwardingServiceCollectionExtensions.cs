using System.Diagnostics.Metrics;
using Cloakroom.Edge.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Forwarding;

/// <summary>What forwarding is made of.</summary>
internal static class ForwardingServiceCollectionExtensions
{
    /// <summary>Then hand every configuration to <see cref="Forwarder.Use"/>, the first one before the server starts.</summary>
    public static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Drain>();
        services.TryAddSingleton(CreatePools);
        services.TryAddSingleton<Forwarder>();
        services.AddHostedService<HealthProbe>();
        services.AddHealthChecks().AddCheck<UpstreamHealthCheck>(UpstreamHealthCheck.Name, tags: ["cloakroom", AdminEndpoints.ReadyTag]);

        // YARP logs every URL, query included, and exceptions, whose messages quote what an application wrote in place of a header: its session cookie, for one. What went wrong
        // is logged here without either.
        services.Configure<LoggerFilterOptions>(options => options.Rules.Add(new LoggerFilterRule(null, "Yarp.ReverseProxy", LogLevel.None, null)));
        return services;
    }

    private static UpstreamPools CreatePools(IServiceProvider provider)
    {
        var pools = new UpstreamPools(provider.GetRequiredService<TimeProvider>());
        UpstreamMetrics.Observe(provider.GetRequiredService<IMeterFactory>(), pools);
        return pools;
    }
}
