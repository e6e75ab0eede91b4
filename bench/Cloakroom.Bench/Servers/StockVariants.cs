using Cloakroom.Bench.Samples;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cloakroom.Bench.Servers;

/// <summary>The framework's own ways, as its documentation sets them up.</summary>
internal static class StockVariants
{
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public static Variant Plain { get; } = new(
        "plain",
        static (_, _) => { },
        static app => app.MapGet("/me", context => Endpoints.AnswerAsync(context, SamplePeople.NameOf(0))),
        HasSessions: false);

    /// <summary>Authentication middleware around a scheme that does nothing: what no scheme can undercut.</summary>
    public static Variant AuthenticationFloor { get; } = new(
        "auth-floor",
        static (builder, _) =>
        {
            builder.Services.AddTransient<FixedHandler>();
            builder.Services.AddAuthentication(options =>
            {
                options.DefaultScheme = FixedHandler.Scheme;
                options.AddScheme<FixedHandler>(FixedHandler.Scheme, displayName: null);
            });
        },
        static app => Endpoints.MapPrincipal(app, FixedHandler.Scheme),
        HasSessions: false);

    public static Variant CookieAuthentication { get; } = new(
        "cookie-auth",
        static (builder, _) => builder.Services.AddAuthentication(Scheme).AddCookie(),
        static app => Endpoints.MapPrincipal(app, Scheme));

    public static Variant TicketStore { get; } = new(
        "ticket-store",
        static (builder, _) =>
        {
            AddCountedMemoryCache(builder.Services);
            builder.Services.AddSingleton<ITicketStore, CacheTicketStore>();
            builder.Services.AddAuthentication(Scheme).AddCookie();
            builder.Services.AddOptions<CookieAuthenticationOptions>(Scheme)
                .Configure<ITicketStore>(static (options, store) => options.SessionStore = store);
        },
        static app => Endpoints.MapPrincipal(app, Scheme));

    public static Variant Session { get; } = new(
        "session",
        static (builder, _) =>
        {
            AddCountedMemoryCache(builder.Services);
            builder.Services.AddSession();
        },
        static app =>
        {
            app.UseSession();
            app.MapGet("/me", async context =>
            {
                await context.Session.LoadAsync(context.RequestAborted);
                await Endpoints.AnswerAsync(context, context.Session.GetString("name"));
            });
            app.MapPost("/sign-in", context =>
            {
                Endpoints.ActAsHttps(context);
                var user = Endpoints.UserOf(context);
                context.Session.SetString("name", SamplePeople.NameOf(user));
                foreach (var claim in SamplePeople.Claims(user))
                    context.Session.SetString(claim.Type + claim.Value, claim.Value);
                return Task.CompletedTask;
            });
        });

    private static void AddCountedMemoryCache(IServiceCollection services) => services.AddSingleton<IDistributedCache>(
        static provider => new CountedCache(
            new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())), provider.GetRequiredService<StoreCallCounter>()));
}
