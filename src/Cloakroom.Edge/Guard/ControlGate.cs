using Cloakroom.Control;
using Cloakroom.Edge.Routing;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Guard;

/// <summary>What the mode lets through.</summary>
internal static class ControlGate
{
    public static EdgeRefusal? Find(CloakroomMode mode, RouteClass route, string method)
    {
        if (mode == CloakroomMode.Open)
            return null;
        // No identity travels on static routes, and a page that says "closed" should look like one.
        var isAsset = (route & (RouteClass.Static | RouteClass.SignIn)) == RouteClass.Static;
        var isSignIn = (route & RouteClass.SignIn) != 0;
        return mode switch
        {
            CloakroomMode.Closed => isAsset && IsSafe(method) ? null : EdgeRefusal.Closed,
            // Signing out is no change that anybody closes a site for.
            CloakroomMode.ReadOnly when !IsSafe(method) && (route & RouteClass.SignOut) == 0 => EdgeRefusal.ReadOnly,
            CloakroomMode.SignInClosed when isSignIn => EdgeRefusal.SignInClosed,
            _ => null,
        };
    }

    public static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
}
