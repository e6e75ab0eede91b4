using Cloakroom.Control;
using Cloakroom.Edge.Routing;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Guard;

/// <summary>What the mode lets through.</summary>
internal static class ControlGate
{
    /// <param name="mode">The mode in force.</param>
    /// <param name="route">What the path is for.</param>
    /// <param name="canWrite">From <see cref="CanWrite"/>.</param>
    public static EdgeRefusal? Find(CloakroomMode mode, RouteClass route, bool canWrite)
    {
        if (mode == CloakroomMode.Open)
            return null;
        // No identity travels on static routes, and a page that says "closed" should look like one. Not so what only some take for one: /account;a.css.
        var isAsset = (route & (RouteClass.Static | RouteClass.SignIn | RouteClass.Ambiguous)) == RouteClass.Static;
        var isSignIn = (route & RouteClass.SignIn) != 0;
        return mode switch
        {
            CloakroomMode.Closed => isAsset && !canWrite ? null : EdgeRefusal.Closed,
            // Signing out is no change that anybody closes a site for, where it is that to everybody: /logout/..;/cart is not.
            CloakroomMode.ReadOnly when canWrite && (route & (RouteClass.SignOut | RouteClass.Ambiguous)) != RouteClass.SignOut => EdgeRefusal.ReadOnly,
            CloakroomMode.SignInClosed when isSignIn => EdgeRefusal.SignInClosed,
            _ => null,
        };
    }

    /// <summary>Whether the request can change something: by its method, or by becoming a socket, over HTTP/1.1 (GET and Upgrade) as over HTTP/2 (CONNECT).</summary>
    public static bool CanWrite(HttpContext context) => !IsSafe(context.Request.Method) || context.Request.Headers.Upgrade.Count > 0;

    public static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
}
