using Cloakroom.Edge.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Forwarding;

/// <summary>What forwarding is made of.</summary>
internal static class ForwardingServiceCollectionExtensions
{
    public static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Drain>();
        services.TryAddSingleton<UpstreamPools>();
        services.TryAddSingleton<Forwarder>();
        services.AddHostedService<HealthProbe>();

        // YARP logs every URL, query included, at Information; what went wrong is logged here without it.
        services.Configure<LoggerFilterOptions>(options => options.Rules.Add(new LoggerFilterRule(null, "Yarp.ReverseProxy", LogLevel.Warning, null)));
        return services;
    }
}
