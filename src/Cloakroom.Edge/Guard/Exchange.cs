using Cloakroom.Edge.Control;
using Cloakroom.Edge.Routing;
using Cloakroom.Edge.Sealing;
using Cloakroom.Journal;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Guard;

/// <summary>One request and its response. Belongs to them alone: never pooled, never shared.</summary>
internal sealed class Exchange(HttpContext context, GuardPolicy policy, EdgeControlView view, RouteMatch route, bool isHttps)
{
    private const int MaxRouteName = 24;

    public HttpContext Context => context;

    public GuardPolicy Policy => policy;

    /// <summary>Mode and epochs as known when the request came; what it seals says so.</summary>
    public EdgeControlView View => view;

    public RouteMatch Route => route;

    public bool IsHttps => isHttps;

    public bool IsSafe { get; } = ControlGate.IsSafe(context.Request.Method);

    /// <summary>Whether somebody signs in, as far as the route tells.</summary>
    public bool SignsIn => route.IsSignIn && !IsSafe;

    /// <summary>Whether the browser will keep the binding's cookie: over https, or on the developer's own machine.</summary>
    public bool CanBind => isHttps || policy.Binding.AllowPlainHttp || IsLocal(context.Request.Host.Host);

    /// <summary>What an authorization response (RFC 6749 section 4.1.2) brings back to a sign-in route; null when the request is none. Anybody can make one up.</summary>
    public string? ReturnedState => route.IsSignIn && IsSafe && context.Request.Query is var query && query.ContainsKey("code") && query["state"] is [{ Length: > 0 } state] ? state : null;

    /// <summary>How far the browser's first visit has come.</summary>
    public VisitState Visit { get; set; }

    /// <summary>Whether the visit is so old that the browser should get a later binding of it, which no cache has to do with.</summary>
    public bool IsVisitDue { get; set; }

    /// <summary>The binding that the response carries; null when it carries none.</summary>
    public Binding? Given { get; set; }

    /// <summary>The binding that the browser goes on with, noted before the application hears of the request; null mostly.</summary>
    public Binding? Successor { get; set; }

    public string BindingName => isHttps ? policy.BindingName : policy.PlainBindingName;

    /// <summary>Whether it is a request of <c>cloakroom verify</c>: the mode does not concern it, and what it provokes and is refused is no mix-up.</summary>
    public bool HasPass { get; init; }

    /// <summary>The binding that the browser brought; null when there is none to speak of.</summary>
    public BroughtBinding? Brought { get; set; }

    /// <summary>The guarded cookies that go on to the application.</summary>
    public List<BroughtCookie> Cookies { get; } = [];

    /// <summary>The <c>Cookie</c> header that the application gets; null when it gets none.</summary>
    public string? ForwardedCookies { get; set; }

    /// <summary>Whether a guarded cookie came that did not go on.</summary>
    public bool HasDroppedCookies { get; set; }

    /// <summary>Whether the response is made for a session.</summary>
    public bool HasSession => Cookies.Count > 0;

    /// <summary>Whether cookies of the request should be sealed anew though the application does not set them.</summary>
    public bool HasDueCookies => !route.IsStatic && Cookies.Exists(static cookie => cookie.IsDueForSealing) && CanBind;

    /// <summary>Why the application's answer does not leave; the edge's own does.</summary>
    public EdgeRefusal? Refusal { get; set; }

    /// <summary>A session value that the response sets and names as its owner, where the request had a session already; null mostly.</summary>
    public string? NamedByIssue { get; set; }

    /// <summary>The request's trace. Only requests that may write are looked for by it, so only they ask.</summary>
    public RequestTrace Trace => field ??= RequestTrace.Of(context.Request);

    public BroughtCookie? Find(ReadOnlySpan<char> name)
    {
        foreach (var cookie in Cookies)
        {
            if (name.Equals(cookie.Name, StringComparison.Ordinal))
                return cookie;
        }

        return null;
    }

    /// <summary>The route for mix-ups: the pattern that classified it or the first segment, so that paths with ids do not leave.</summary>
    public string RouteName
    {
        get
        {
            if (route.Pattern is not null)
                return route.Pattern;
            // A first segment may itself be a secret (a magic link), and parameters may hold a session.
            var path = context.Request.Path.Value ?? "";
            var end = path.Length > 1 ? path.AsSpan(1).IndexOfAny('/', ';') + 1 : 0;
            return end is > 0 and <= MaxRouteName ? path[..end] + "/…" : path.Length <= MaxRouteName && end == 0 ? path : "/…";
        }
    }

    /// <summary>Who brought the request, as a party of a mix-up.</summary>
    public MixupParty Presenter(Tagger tagger) => Party(Brought is { } brought ? tagger.OfBinding(brought.Current) : null, null);

    public static MixupParty Party(Tag? binding, Tag? value) => new(binding is null ? null : MixupParty.Browser + binding, value?.ToString());

    private static bool IsLocal(string host) => host is "localhost" or "127.0.0.1" or "[::1]" or "::1" || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
