using System.Diagnostics.Metrics;
using Cloakroom.Edge.Routing;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Guard;

/// <summary>What the guard counts, on the one meter.</summary>
internal sealed class EdgeTelemetry
{
    private readonly Counter<long> _requests;
    private readonly Counter<long> _cookies;
    private readonly Counter<long> _refusals;

    public EdgeTelemetry(IMeterFactory meters, StaticWatch watch)
    {
        var meter = meters.Create(Telemetry.Name);
        _requests = meter.CreateCounter<long>("cloakroom.edge.requests", "{request}", "Requests, by route class.");
        _cookies = meter.CreateCounter<long>("cloakroom.edge.cookies", "{cookie}", "Guarded cookies that came or went, by what became of them.");
        _refusals = meter.CreateCounter<long>("cloakroom.edge.refusals", "{request}", "Requests that the edge answered itself, by reason.");
        meter.CreateObservableCounter("cloakroom.edge.static.requests", () => watch.Requests, "{request}", "Requests to static routes.");
        meter.CreateObservableCounter("cloakroom.edge.static.cookies", () => watch.WithCookies, "{request}", "Requests to static routes that brought a guarded cookie.");
    }

    public void Request(RouteMatch route)
    {
        if (_requests.Enabled)
            _requests.Add(1, new KeyValuePair<string, object?>("cloakroom.route", NameOf(route)));
    }

    public void Cookie(string outcome)
    {
        if (_cookies.Enabled)
            _cookies.Add(1, new KeyValuePair<string, object?>("cloakroom.outcome", outcome));
    }

    public void Refused(EdgeRefusal refusal) => _refusals.Add(1, new KeyValuePair<string, object?>("cloakroom.reason", refusal.ToString()));

    private static string NameOf(RouteMatch route) =>
        route.IsStatic ? "static" : route.IsSignIn ? "sign-in" : (route.Class & RouteClass.SignOut) != 0 ? "sign-out" : "dynamic";
}
