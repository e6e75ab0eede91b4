using System.Security.Claims;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace Cloakroom.Http;

/// <summary>The authentication scheme. Derives from nothing: the framework's base handler does per request what is of no use here.</summary>
internal sealed class CloakroomHandler(IOptions<CloakroomOptions> options) : IAuthenticationSignInHandler
{
    private static readonly AuthenticateResult Expired = AuthenticateResult.Fail("The session has expired.");
    private static readonly AuthenticateResult Revoked = AuthenticateResult.Fail("The session was ended.");
    private static readonly AuthenticateResult Foreign = AuthenticateResult.Fail("The session is not this browser's.");

    private HttpContext _context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    public async Task<AuthenticateResult> AuthenticateAsync()
    {
        var scope = await RequestScope.RequireAsync(_context);
        // An exception handler renders its page by running the pipeline again; that run is nobody's, whatever the first one failed on.
        if (scope.OpenFailure is not null && _context.Features.Get<IExceptionHandlerFeature>() is not null)
            return AuthenticateResult.NoResult();
        return await scope.OpenAsync() switch
        {
            SessionOutcome.Valid when scope.Current!.IsSignedIn => scope.AuthenticateSession(),
            SessionOutcome.Expired => Expired,
            SessionOutcome.Revoked => Revoked,
            SessionOutcome.Foreign => Foreign,
            _ => AuthenticateResult.NoResult(),
        };
    }

    public async Task SignInAsync(ClaimsPrincipal user, AuthenticationProperties? properties)
    {
        ArgumentNullException.ThrowIfNull(user);
        // The application may use its object again, for somebody else.
        properties = properties?.Clone() ?? new AuthenticationProperties();
        var scope = await RequestScope.RequireAsync(_context);
        var redirect = properties.RedirectUri;
        // Where to go next is the request's business and not the session's.
        properties.RedirectUri = null;
        await scope.SignInAsync(user, properties);
        if (!string.IsNullOrEmpty(redirect))
            _context.Response.Redirect(redirect);
        else if (IsLoginPath() && _context.Response.StatusCode == StatusCodes.Status200OK && LocalReturnUrl() is { } back)
            _context.Response.Redirect(back);
    }

    public async Task SignOutAsync(AuthenticationProperties? properties)
    {
        var scope = await RequestScope.RequireAsync(_context);
        await scope.SignOutAsync();
        if (!string.IsNullOrEmpty(properties?.RedirectUri))
            _context.Response.Redirect(properties.RedirectUri);
    }

    public async Task ChallengeAsync(AuthenticationProperties? properties)
    {
        var scope = await RequestScope.RequireAsync(_context);
        var outcome = await scope.OpenAsync();
        if (WantsStatus())
        {
            _context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            _context.Response.Headers.WWWAuthenticate = outcome == SessionOutcome.Missing
                ? "Cloakroom"
                : $"Cloakroom outcome=\"{outcome.ToString().ToLowerInvariant()}\"";
            return;
        }

        var back = properties?.RedirectUri;
        if (string.IsNullOrEmpty(back))
            back = _context.Request.GetEncodedPathAndQuery();
        var query = QueryString.Create(options.Value.Challenge.ReturnUrlParameter, back);
        if (outcome is SessionOutcome.Expired or SessionOutcome.Revoked or SessionOutcome.Foreign)
            query = query.Add("outcome", outcome.ToString().ToLowerInvariant());
        _context.Response.Redirect(Absolute(options.Value.Challenge.LoginPath) + query);
    }

    public Task ForbidAsync(AuthenticationProperties? properties)
    {
        if (WantsStatus())
        {
            _context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        var query = QueryString.Create(options.Value.Challenge.ReturnUrlParameter, _context.Request.GetEncodedPathAndQuery());
        _context.Response.Redirect(Absolute(options.Value.Challenge.AccessDeniedPath) + query);
        return Task.CompletedTask;
    }

    /// <summary>As cookie authentication decides since ASP.NET Core 10: programs want a status, people a page.</summary>
    private bool WantsStatus()
    {
        var metadata = _context.GetEndpoint()?.Metadata;
        return string.Equals(_context.Request.Headers.XRequestedWith, "XMLHttpRequest", StringComparison.Ordinal)
            || (metadata?.GetMetadata<IDisableCookieRedirectMetadata>() is not null && metadata.GetMetadata<IAllowCookieRedirectMetadata>() is null);
    }

    private bool IsLoginPath() => _context.Request.Path.Equals(options.Value.Challenge.LoginPath, StringComparison.OrdinalIgnoreCase);

    /// <summary>Only a path of this host: an absolute URL in a query is somebody else's choice of where to go.</summary>
    private string? LocalReturnUrl()
    {
        var url = _context.Request.Query[options.Value.Challenge.ReturnUrlParameter].ToString();
        return url.Length > 0 && url[0] == '/' && (url.Length == 1 || (url[1] != '/' && url[1] != '\\')) && !url.AsSpan().ContainsAny('\r', '\n', '\t')
            ? url
            : null;
    }

    private string Absolute(string path) => _context.Request.PathBase.ToUriComponent() + path;
}
