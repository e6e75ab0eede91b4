using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Forwarding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Cloakroom.Edge.Hosting;

/// <summary>What the edge runs on, beside the public's server (<see cref="EdgeKestrelExtensions.UseEdgeKestrel"/>).</summary>
internal static class EdgeHostingServiceCollectionExtensions
{
    // Beyond the time to drain: closing listeners and connections.
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(3);

    /// <summary>Certificate, drain, and the operators' server.</summary>
    public static IServiceCollection AddEdgeHosting(this IServiceCollection services, EdgeOptions options)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Drain>();
        services.AddSingleton(provider => CreateCertificate(options, provider));
        services.AddHostedService(provider => provider.GetRequiredService<ServerCertificate>());
        services.AddHostedService<DrainService>();
        services.AddHealthChecks().AddCheck<DrainHealthCheck>(DrainHealthCheck.Name, tags: ["cloakroom", AdminEndpoints.ReadyTag]);

        services.AddSingleton<IStatusSection, UpstreamStatus>();
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton<EdgeStatus>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<AdminEndpoints>(provider, options));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<AdminServer>(provider, options));
        services.AddHostedService(provider => provider.GetRequiredService<AdminServer>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Forwarding.DrainTimeout + Closing);
        return services;
    }

    private static ServerCertificate CreateCertificate(EdgeOptions options, IServiceProvider provider)
    {
        var certificate = ActivatorUtilities.CreateInstance<ServerCertificate>(provider);
        certificate.Use(options.Tls);
        return certificate;
    }
}
