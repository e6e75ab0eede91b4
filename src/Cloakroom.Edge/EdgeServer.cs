using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Forwarding;
using Cloakroom.Edge.Guard;
using Cloakroom.Edge.Hosting;
using Cloakroom.Edge.Issuing;
using Cloakroom.Edge.Sealing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Edge;

/// <summary>A running edge. This file is the table of contents of the project.</summary>
internal sealed class EdgeServer : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly WebApplication _app;

    private EdgeServer(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    /// <summary>Where it listens for the public, with the ports that the system chose.</summary>
    public IReadOnlyList<Uri> Addresses
    {
        get
        {
            var inner = Services.GetRequiredService<ClearTextHttp2>().EndPoint.ToString()!;
            return [.. _app.Urls.Where(url => !url.Contains(inner, StringComparison.OrdinalIgnoreCase)).Select(url => new Uri(url))];
        }
    }

    /// <param name="options">Validated options.</param>
    /// <param name="configure">What the host adds or replaces: logging, a clock.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="CloakroomException">It cannot start; the message names the place and the remedy.</exception>
    public static async Task<EdgeServer> StartAsync(EdgeOptions options, Action<WebApplicationBuilder>? configure = null, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseEdgeKestrel(options);
        builder.Services.AddEdgeStore(options);
        AddSealing(builder.Services, options);
        AddGuard(builder.Services, options);
        builder.Services.AddForwarding();
        builder.Services.AddEdgeHosting(options);
        configure?.Invoke(builder);

        var app = builder.Build();
        try
        {
            var secrets = app.Services.GetRequiredService<EdgeSecrets>();
            app.Services.GetRequiredService<TagKey>().Value = await secrets.GetAsync(TagKey.Name, cancellationToken);
            var guard = app.Services.GetRequiredService<GuardHandler>();
            app.Run(guard.InvokeAsync);
            await app.StartAsync(cancellationToken);
            return new EdgeServer(app);
        }
        catch
        {
            await EndAsync(app);
            throw;
        }
    }

    /// <summary>Puts another configuration in force for the requests that come from now on. Addresses and the store stay as they were at the start.</summary>
    public void Use(EdgeOptions options)
    {
        // What the ledger finds out afterwards goes by the rules too.
        var library = Services.GetRequiredService<IOptions<CloakroomOptions>>().Value;
        EdgeStoreServiceCollectionExtensions.UseRules(library.Rules, options.Rules);
        options.Policies.ApplyTo(library.Policies);
        Services.GetRequiredService<EdgeRuntime>().Use(options);
    }

    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => ((IHost)_app).WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Ends what had started before the start failed: disposed of under them, its store would be missed aloud by all who work in the background.</summary>
    private static async Task EndAsync(WebApplication app)
    {
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await app.StopAsync(limit.Token);
        }
        catch (Exception)
        {
            // What is told is why it did not start.
        }

        await app.DisposeAsync();
    }

    private static void AddSealing(IServiceCollection services, EdgeOptions options)
    {
        // The same name on every edge: keys of one ring are told apart by it.
        var protection = services.AddDataProtection(protection => protection.ApplicationDiscriminator = "cloakroom-edge");
        if (options.Store.InMemory)
        {
            protection.UseEphemeralDataProtectionProvider();
            services.AddSingleton<ISealKeySource, InMemoryKeySource>();
        }
        else
        {
            protection.PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(options.Store.Directory, "keys")));
            services.AddSingleton<ISealKeySource, DataProtectionKeySource>();
        }

        services.AddSingleton(provider => new SealKeys(
            provider.GetRequiredService<ISealKeySource>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SealKeys>>()));
        services.AddSingleton<TagKey>();
        services.AddSingleton(provider => new Tagger(provider.GetRequiredService<TagKey>().Value));
        services.AddSingleton<CookieSeal>();
        services.AddSingleton<BindingCookie>();
    }

    private static void AddGuard(IServiceCollection services, EdgeOptions options)
    {
        services.AddSingleton<StaticWatch>();
        services.AddSingleton<IStatusSection, StaticStatus>();
        services.AddSingleton<EdgeTelemetry>();
        services.AddSingleton<Adoption>();
        services.AddSingleton<ContestedValues>();
        services.AddSingleton<SharedValues>();
        services.AddSingleton<Renewals>();
        services.AddSingleton<CookieIssuer>();
        services.AddSingleton<OwnerCheck>();
        services.AddSingleton<RequestGuard>();
        services.AddSingleton<UseNotes>();
        services.AddSingleton<Visits>();
        services.AddSingleton<ResponseGuard>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton(provider => new EdgeRuntime(options, provider.GetRequiredService<Forwarder>()));
        services.AddSingleton<GuardHandler>();
    }
}
