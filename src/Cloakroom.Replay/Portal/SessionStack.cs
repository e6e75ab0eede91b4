using System.Collections.Concurrent;
using System.Security.Claims;
using Cloakroom.Replay.Stock;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Replay.Portal;

/// <summary>The one thing in which the two sides differ.</summary>
/// <param name="Add">Registers the services.</param>
/// <param name="Use">Adds the middleware.</param>
internal sealed record SessionStack(Action<WebApplicationBuilder> Add, Action<WebApplication> Use)
{
    /// <summary>Cookie authentication as the documentation shows it: sliding, half an hour.</summary>
    /// <param name="tickets">Where the tickets are kept; null for in the cookie itself.</param>
    public static SessionStack Stock(Func<ITicketStore>? tickets = null) => new(
        builder => builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.ExpireTimeSpan = SessionTime;
            cookie.SlidingExpiration = true;
            cookie.SessionStore = tickets?.Invoke();
        }),
        app => app.UseAuthentication());

    /// <summary>Sessions under plain identifiers, hand-made.</summary>
    /// <param name="table">Who is who; shared by all servers.</param>
    /// <param name="secret">Makes identifiers of the allocator's keys.</param>
    /// <param name="keys">Each server's allocator.</param>
    public static SessionStack Identifiers(ConcurrentDictionary<string, ClaimsPrincipal> table, byte[] secret, Func<ITicketKeys> keys) => new(
        builder => builder.Services.AddAuthentication(IdentifierSessions.CookieName).AddScheme<IdentifierSessionOptions, IdentifierSessions>(
            IdentifierSessions.CookieName,
            sessions => (sessions.Table, sessions.Secret, sessions.Keys) = (table, secret, keys())),
        app => app.UseAuthentication());

    /// <summary>Cloakroom with the same half hour.</summary>
    /// <param name="store">Shared by all servers: a fault over an in-memory store, or that store itself.</param>
    /// <param name="configure">What else a team would set for this topology.</param>
    public static SessionStack Guarded(ICloakroomStore store, Action<CloakroomOptions>? configure = null) => new(
        builder => builder.Services
            .AddCloakroom(options =>
            {
                options.Lifetime.IdleTimeout = SessionTime;
                // The default is 10 s, which is longer than most scenarios last.
                options.Canary.Interval = TimeSpan.FromSeconds(1);
                configure?.Invoke(options);
            })
            .AddStore(_ => store),
        app =>
        {
            app.UseCloakroom();
            app.UseAuthentication();
        });

    /// <summary>What cookie authentication calls its cookie.</summary>
    public const string StockCookie = ".AspNetCore.Cookies";

    /// <summary>How long a session lives without a request, on both sides.</summary>
    public static TimeSpan SessionTime { get; } = TimeSpan.FromMinutes(30);
}
