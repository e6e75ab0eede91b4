using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Console.Alone;

/// <summary>Knows the one who started the console by the cookie of the <see cref="AccessGate"/>.</summary>
internal sealed class GateHandler(AccessGate gate, Operator user, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Console";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!gate.Knows(Request.Cookies[AccessGate.Cookie]))
            return Task.FromResult(AuthenticateResult.NoResult());
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.Name), new Claim(ClaimTypes.Name, user.Name)], Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.ContentType = "text/plain; charset=utf-8";
        return Response.WriteAsync("Open the address that 'cloakroom console' has printed. It works once and in one browser; to use another, stop the command and start it again.\n");
    }
}

/// <param name="Name">Who has started the console, for the audit trail.</param>
internal sealed record Operator(string Name);
