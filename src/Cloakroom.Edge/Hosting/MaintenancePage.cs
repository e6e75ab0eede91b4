using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Hosting;

/// <summary>Answers instead of the application, by decision.</summary>
internal static class MaintenancePage
{
    private static readonly Page SignInClosed = new(503, "Sign-in is closed for now", "Nobody can sign in at the moment. Whoever is signed in already can go on. Please try again later.");
    private static readonly Page ReadOnly = new(503, "Changes are closed for now", "You can look at things but not change them at the moment. What you just sent was not saved. Please try again later.");
    private static readonly Page Closed = new(503, "Closed for maintenance", "The site is closed for a short while. Please try again later.");
    private static readonly Page ResponseRefused = new(503, "Please try again in a moment", "This answer was kept back, because it could not be made certain that it is yours. Nothing of yours was shown to anybody else.");
    private static readonly Page Unauthorized = new(401, "Please sign in", "You are not signed in, or your session has ended. Please sign in and try again.");

    /// <param name="context">A request whose response has not begun. Headers set so far are dropped.</param>
    /// <param name="kind">What to say.</param>
    /// <param name="retryAfter">When trying again may help, for <c>Retry-After</c>; null to leave it out.</param>
    public static Task WriteAsync(HttpContext context, PageKind kind, TimeSpan? retryAfter)
    {
        context.Response.Clear();
        if (retryAfter is { } wait)
            context.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (kind == PageKind.Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Cloakroom";
        return PageOf(kind).WriteAsync(context);
    }

    private static Page PageOf(PageKind kind) => kind switch
    {
        PageKind.SignInClosed => SignInClosed,
        PageKind.ReadOnly => ReadOnly,
        PageKind.Closed => Closed,
        PageKind.Unauthorized => Unauthorized,
        _ => ResponseRefused,
    };
}
