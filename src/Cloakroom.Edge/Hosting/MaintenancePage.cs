using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Hosting;

/// <summary>Answers instead of the application, by decision.</summary>
internal static class MaintenancePage
{
    private static readonly Page SignInClosed = new(503, "Sign-in is closed for now", "Nobody can sign in at the moment. If you are signed in already, you can go on. Please try again later.", retryAfter: RetryAfter.Maintenance);
    private static readonly Page ReadOnly = new(503, "Changes are closed for now", "You can look at things but not change them at the moment. Please try again later.", "What you just sent was not saved.", RetryAfter.Maintenance);
    private static readonly Page Closed = new(503, "Closed for maintenance", "The site is closed for a short while. Please try again later.", "What you just sent was not saved.", RetryAfter.Maintenance);
    private static readonly Page ResponseRefused = new(503, "Please try again in a moment", "The site's answer was held back, because it was not certain that it was meant for you.", "Check first whether what you sent has arrived.", RetryAfter.Soon);
    private static readonly Page Unauthorized = new(401, "Please sign in", "You are not signed in, or your session has ended. Please sign in and try again.");

    /// <param name="context">A request whose response has not begun. Headers set so far are dropped.</param>
    /// <param name="kind">What to say.</param>
    public static Task WriteAsync(HttpContext context, PageKind kind)
    {
        context.Response.Clear();
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
