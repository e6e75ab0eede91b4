using Cloakroom.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Http;

/// <summary>Stands where the application has its authentication middleware, and spares the common request the way through it.</summary>
/// <remarks>
/// The framework's way makes a service scope, a handler, its provider, an authentication service and two tickets for every request: more
/// than all that Cloakroom does for a warm one. Whatever is not plainly the common case, every failure included, goes the framework's way.
/// </remarks>
/// <param name="next">What follows the authentication middleware.</param>
/// <param name="framework">The authentication middleware, and what follows it.</param>
/// <param name="schemes">The application's schemes. It may add to them while it runs.</param>
internal sealed class AuthenticationShortcut(RequestDelegate next, RequestDelegate framework, IAuthenticationSchemeProvider schemes)
{
    private bool? _isDefault;

    public Task InvokeAsync(HttpContext context)
    {
        if (RequestScope.OfOwnFlow(context) is not { } scope || !IsAlone())
            return framework(context);
        var opening = scope.OpenAsync();
        if (!opening.IsCompletedSuccessfully || opening.GetAwaiter().GetResult() is not (SessionOutcome.Valid or SessionOutcome.Missing))
            return framework(context);
        if (scope.Current is { IsSignedIn: true })
            scope.ProvideUser();
        scope.NoteOriginalPath();
        return next(context);
    }

    /// <summary>Whether nobody but Cloakroom is asked: it is the default, and no other scheme waits for a provider to call back.</summary>
    private bool IsAlone()
    {
        var handling = schemes.GetRequestHandlerSchemesAsync();
        if (!handling.IsCompletedSuccessfully || handling.Result is not AuthenticationScheme[] { Length: 0 })
            return false;
        if (_isDefault is { } known)
            return known;
        var asked = schemes.GetDefaultAuthenticateSchemeAsync();
        return asked.IsCompletedSuccessfully && (_isDefault = asked.Result?.HandlerType == typeof(CloakroomHandler)).Value;
    }
}
