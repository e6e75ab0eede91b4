using Cloakroom.Alerts;
using Cloakroom.Control;
using Cloakroom.Hosting;
using Cloakroom.Http;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Rates;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cloakroom;

/// <summary>Adds Cloakroom to an application. This file is the library's table of contents.</summary>
public static class CloakroomServiceCollectionExtensions
{
    /// <summary>Adds sessions that cannot be swapped, and the authentication scheme <see cref="CloakroomDefaults.AuthenticationScheme"/> as the default.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options in code, on top of the configuration section <see cref="CloakroomOptions.SectionName"/>.</param>
    public static CloakroomBuilder AddCloakroom(this IServiceCollection services, Action<CloakroomOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<CloakroomOptions>().BindConfiguration(CloakroomOptions.SectionName);
        if (configure is not null)
            options.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(SchemeName)))
            return new CloakroomBuilder(services);

        options.ValidateOnStart();
        services.AddSingleton<IValidateOptions<CloakroomOptions>, CloakroomOptionsValidator>();
        AddSessions(services);
        AddControl(services);
        AddHttp(services);
        AddHosting(services);
        return new CloakroomBuilder(services);
    }

    /// <summary>Adds Cloakroom under a scheme name of the application's choice. An application has one Cloakroom scheme.</summary>
    /// <param name="builder">The authentication services.</param>
    /// <param name="scheme">The scheme's name.</param>
    /// <param name="configure">Sets options in code.</param>
    public static CloakroomBuilder AddCloakroom(
        this AuthenticationBuilder builder, string scheme = CloakroomDefaults.AuthenticationScheme, Action<CloakroomOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(scheme);
        var cloakroom = builder.Services.AddCloakroom(configure);
        cloakroom.UseScheme(scheme);
        return cloakroom;
    }

    internal static void UseScheme(this CloakroomBuilder builder, string scheme)
    {
        var name = (SchemeName)builder.Services.First(service => service.ServiceType == typeof(SchemeName)).ImplementationInstance!;
        if (name.IsChosen && name.Value != scheme)
        {
            throw new CloakroomException(
                CloakroomErrorCode.Misconfigured,
                $"Cloakroom has the scheme '{name.Value}' already and cannot have '{scheme}' as well: one browser has one session. Remove one of the two registrations.");
        }

        name.Value = scheme;
        name.IsChosen = true;
    }

    private static void AddSessions(IServiceCollection services)
    {
        services.AddDataProtection();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ICloakroomStore>(_ => new InMemoryStore());
        services.AddSingleton(provider => new RecordSeal(provider.GetRequiredService<IDataProtectionProvider>(), provider.GetService<IKeyManager>()));
        services.AddSingleton<StoreCalls>();
        services.AddSingleton<NearCache>();
        services.AddSingleton<SessionOpener>();
        services.AddSingleton<SessionWriter>();
        services.AddSingleton<ISessionManager, SessionManager>();
        services.AddSingleton<TouchWriter>();
        services.AddSingleton<Purger>();
        services.AddSingleton<IUseStore>(provider => provider.GetRequiredService<ICloakroomStore>());
        services.AddSingleton<UseJournal>();
        services.AddSingleton<IRateStore>(provider => provider.GetRequiredService<ICloakroomStore>());
        services.AddSingleton<RateCounters>();
        services.AddSingleton<RateWatch>();
    }

    private static void AddControl(IServiceCollection services)
    {
        services.AddSingleton<ControlFeed>();
        services.AddSingleton<ICloakroomControl, CloakroomControl>();
        services.AddSingleton<CanaryGate>();
        services.AddSingleton<Canary>();
        services.AddSingleton<INodeStore>(provider => provider.GetRequiredService<ICloakroomStore>());
        services.AddSingleton<INodeState>(provider => ActivatorUtilities.CreateInstance<ApplicationNode>(provider));
        services.AddSingleton<NodeHeartbeat>();
        services.AddSingleton(provider => new Telemetry(provider.GetService<System.Diagnostics.Metrics.IMeterFactory>()));
        services.AddSingleton<MixupBacklog>();
        services.AddSingleton<MixupJournal>();
        services.AddSingleton<Containment>();
        services.AddSingleton<IncidentPolicies>();
        services.AddHealthChecks()
            .AddCheck<StoreHealthCheck>("cloakroom-store", tags: ["cloakroom", "ready"])
            .AddCheck<CanaryHealthCheck>("cloakroom-canary", tags: ["cloakroom", "ready"]);
    }

    private static void AddHttp(IServiceCollection services)
    {
        services.AddSingleton(new SchemeName());
        services.AddSingleton<CookieReader>();
        services.AddSingleton<ResponseHeaderGuard>();
        services.AddSingleton(_ => InProcessCacheUse.Find());
        services.AddSingleton(provider => new StaticRoutes(
            provider.GetRequiredService<IOptions<CloakroomOptions>>(), provider.GetService<EndpointDataSource>(), provider.GetService<IWebHostEnvironment>()));
        services.AddSingleton<RequestServices>();
        services.AddAuthentication();
        services.AddTransient<CloakroomHandler>();
        services.AddSingleton<IPostConfigureOptions<AuthenticationOptions>, SchemeRegistration>();
        services.AddSingleton<IPostConfigureOptions<OutputCacheOptions>, OutputCacheRegistration>();
    }

    private static void AddHosting(IServiceCollection services)
    {
        // First of all startup filters, so that nothing stands in front of the guard, wherever the application calls UseCloakroom.
        services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, GuardStartupFilter>());
        services.AddSingleton<PipelineCheck>();
        services.AddSingleton<StartChecks>();
        services.AddSingleton<IHostedService, CloakroomStartup>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ControlFeed>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<Canary>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<TouchWriter>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<UseJournal>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<MixupBacklog>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<IncidentPolicies>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<RateWatch>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<Purger>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<NodeHeartbeat>());
        services.AddAlerts();
    }
}
