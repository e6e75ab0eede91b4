using Cloakroom.Alerts.Sending;
using Cloakroom.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cloakroom.Alerts;

/// <summary>Adds the sender of alerts, for the library and the edge alike.</summary>
internal static class AlertServiceCollectionExtensions
{
    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<AlertSignal>();
        services.AddSingleton<IMixupListener>(provider => provider.GetRequiredService<AlertSignal>());
        services.AddSingleton<AlertSender>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<AlertSender>());
        services.AddHealthChecks().AddCheck<AlertHealthCheck>(AlertHealthCheck.Name, tags: ["cloakroom", "ready"]);
        return services;
    }
}
