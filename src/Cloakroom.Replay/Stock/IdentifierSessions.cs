using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Replay.Stock;

/// <summary>
/// Sessions as PHP, Express and many a team's own code have them: an identifier in a cookie, and who it is in a table. The identifier is a keyed hash of what
/// the allocator gives, so that it cannot be guessed.
/// </summary>
internal sealed class IdentifierSessions(
    IOptionsMonitor<IdentifierSessionOptions> options, ILoggerFactory logger, UrlEncoder encoder) : SignInAuthenticationHandler<IdentifierSessionOptions>(options, logger, encoder)
{
    public const string CookieName = "sid";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var known = Request.Cookies[CookieName] is { } id && Options.Table.TryGetValue(id, out var user) ? user : null;
        return Task.FromResult(known is null
            ? AuthenticateResult.NoResult()
            : AuthenticateResult.Success(new AuthenticationTicket(known, Scheme.Name)));
    }

    protected override async Task HandleSignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        var id = Convert.ToHexStringLower(HMACSHA256.HashData(Options.Secret, Encoding.UTF8.GetBytes(await Options.Keys.NextAsync(Context.RequestAborted))));
        Options.Table[id] = user;
        Response.Cookies.Append(CookieName, id, new CookieOptions { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax });
    }

    protected override Task HandleSignOutAsync(AuthenticationProperties? properties)
    {
        if (Request.Cookies[CookieName] is { } id) Options.Table.TryRemove(id, out _);
        Response.Cookies.Delete(CookieName);
        return Task.CompletedTask;
    }
}

/// <summary>What the servers of one application share, and what each has of its own.</summary>
internal sealed class IdentifierSessionOptions : AuthenticationSchemeOptions
{
    /// <summary>Who is who.</summary>
    public ConcurrentDictionary<string, ClaimsPrincipal> Table { get; set; } = new();

    /// <summary>Where this server's identifiers come from.</summary>
    public ITicketKeys Keys { get; set; } = new RandomTicketKeys();

    public byte[] Secret { get; set; } = [];
}
