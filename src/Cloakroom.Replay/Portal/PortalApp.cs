using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Claims;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Replay.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Replay.Portal;

/// <summary>One server of the application under test, on real Kestrel. The same code on both sides, except for the session stack.</summary>
internal sealed class PortalApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PortalApp(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public static async Task<PortalApp> StartAsync(SideRun run, SessionStack sessions, PortalOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            EnvironmentName = Environments.Production,
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = options.WebRoot,
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton<TimeProvider>(run.Clock);
        builder.Services.AddSingleton<IMixupListener>(run.Mixups);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(run.Fault);
        builder.Services.AddSingleton(run.Users.ToFrozenDictionary(user => user.Member.Id, user => user.Member));
        builder.Services.AddDataProtection().SetApplicationName("portal");
        builder.Services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = run.KeyRing);
        // TLS ends at the front, as behind any CDN; the front is on loopback, which is trusted by default.
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded => forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedProto);
        builder.Services.AddAuthorization();
        sessions.Add(builder);
        if (run.Watcher == Watcher.Library) builder.Services.PostConfigure<CloakroomOptions>(Observe);

        var app = builder.Build();
        app.UseForwardedHeaders();
        // Authentication stands before static files, where WebApplication puts it by itself when nobody says anything.
        sessions.Use(app);
        app.UseAuthorization();
        app.Use(next => context => ObserveAsync(context, next, run.Truth));
        if (options.WebRoot is not null) app.UseStaticFiles();
        app.MapPages();

        try
        {
            await app.StartAsync(run.Stop);
            run.Mixups.Watch(app.Services.GetRequiredService<IMeterFactory>());
            if (!run.HasStockSessions)
            {
                run.Impact.AddLibrary(app.Services);
                await run.ShowAsync(app.Services);
            }

            // Makes the first key now, so that the next server finds it and does not make another at the same moment.
            app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("warm").Protect([1]);
            return new PortalApp(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static Task ObserveAsync(HttpContext context, RequestDelegate next, GroundTruth truth)
    {
        if (context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } subject) truth.ObserveServed(subject, context.Request.Headers[GroundTruth.BrowserHeader].ToString());
        return next(context);
    }

    private static void Observe(CloakroomOptions options)
    {
        // The leak goes on, so that it can be measured; it is contained by order.
        options.Policies.Quarantine.Mode = PolicyMode.Off;
        var rules = options.Rules;
        rules.ForeignBinding = rules.ForeignRecord = rules.DuplicateIssue = rules.CrossFlow = rules.ForeignOwner = RuleMode.Observe;
        rules.CookieOnCacheable = rules.CookieToStatic = rules.Superseded = rules.Canary = RuleMode.Observe;
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}
