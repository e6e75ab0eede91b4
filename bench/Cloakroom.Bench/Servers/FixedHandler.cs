using Cloakroom.Bench.Samples;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Bench.Servers;

/// <summary>A scheme that does nothing at all: everybody is the same user. What it costs is the framework's authentication middleware.</summary>
internal sealed class FixedHandler : IAuthenticationSignInHandler
{
    public const string Scheme = "fixed";

    private static readonly AuthenticateResult Everybody =
        AuthenticateResult.Success(new AuthenticationTicket(SamplePeople.Create(0, Scheme), Scheme));

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context) => Task.CompletedTask;

    public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(Everybody);

    public Task SignInAsync(System.Security.Claims.ClaimsPrincipal user, AuthenticationProperties? properties) => Task.CompletedTask;

    public Task SignOutAsync(AuthenticationProperties? properties) => Task.CompletedTask;

    public Task ChallengeAsync(AuthenticationProperties? properties) => Task.CompletedTask;

    public Task ForbidAsync(AuthenticationProperties? properties) => Task.CompletedTask;
}
