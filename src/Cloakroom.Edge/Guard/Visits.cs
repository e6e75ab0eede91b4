using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Issuing;
using Cloakroom.Edge.Sealing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Cloakroom.Edge.Guard;

/// <summary>Of several browsers that a cache has given one first response to, one signs in with it, and the others begin anew.</summary>
/// <remarks>
/// A first visitor's session and binding leave in the answer to a safe request. A cache that keeps it in spite of <c>no-store</c> gives the same pair to the next visitor, and no edge can tell the two apart. If the
/// application keeps the session's identifier when one of them signs in, both would be signed in. So who signs in takes the binding of the visit in the ledger, before the application hears of it, and goes on with another; from then on
/// the visit's binding opens nothing.
/// </remarks>
internal sealed class Visits(Tagger tagger, IIssueLedger ledger, EdgeTelemetry telemetry, TimeProvider time)
{
    private const string StateParameter = "state";

    /// <summary>Whether the request is of a first visit. State that is whole in its cookie changes when somebody signs in, and so stays apart by itself.</summary>
    public static bool Concerns(Exchange exchange) =>
        exchange is { Policy.IsBound: true, Brought.Current.IsOfVisit: true } && (HasSession(exchange) || !exchange.Cookies.Exists(static cookie => cookie.Rule.IsSealed));

    /// <summary>Finds out how far the visit has come, and ends it when the request signs in.</summary>
    public async ValueTask<VisitState> OpenAsync(Exchange exchange)
    {
        var visit = exchange.Brought!.Value.Current;
        var tag = tagger.OfVisit(visit);
        var cancelled = exchange.Context.RequestAborted;
        var now = time.GetUtcNow();
        // Longer than that the ledger does not know who has taken it.
        if (!visit.HasReturned && visit.MintedAt + exchange.Policy.VisitLifetime <= now)
            return VisitState.Ended;
        if (await ledger.FindClaimAsync(tag, cancelled) is { } at)
            return StateOf(exchange, now - at);
        // The binding alone opens nothing that anybody could take.
        if (!HasSession(exchange))
            return VisitState.None;
        if (!exchange.SignsIn && !await HasReturnedAsync(exchange, visit))
        {
            exchange.IsVisitDue = !exchange.IsSafe && !exchange.Route.IsStatic && !visit.HasReturned && visit.MintedAt + (exchange.Policy.VisitLifetime / 2) <= now;
            return VisitState.Open;
        }

        // A cache may give the answer to a safe request to whoever knows the address, which its sender does.
        var successor = tagger.Mint(time, isOfVisit: exchange.IsSafe, hasReturned: exchange.IsSafe);
        var own = tagger.OfBinding(successor);
        if (await ledger.ClaimAsync(tag, own, cancelled) != own)
            return StateOf(exchange, TimeSpan.Zero);
        exchange.Successor = successor;
        telemetry.Cookie("visit-ended");
        return VisitState.Ends;
    }

    /// <summary>Notes what a visitor who is sent away to sign in has to bring back. Durable before they hear of it.</summary>
    public async ValueTask NoteDepartureAsync(Exchange exchange, IHeaderDictionary headers)
    {
        if (exchange.Policy.IsBound && (exchange.Given ?? (exchange.Visit == VisitState.Open ? exchange.Brought?.Current : null)) is { IsOfVisit: true } visit && AuthorizationStateOf(headers.Location.ToString()) is { } state)
            await ledger.ClaimAsync(tagger.OfDeparture(visit, state), tagger.OfVisit(visit), exchange.Context.RequestAborted);
    }

    /// <summary>Whether a response may send somebody away to sign in.</summary>
    public static bool MayDepart(IHeaderDictionary headers) => headers.Location is [{ } location] && location.Contains(StateParameter + "=", StringComparison.Ordinal);

    /// <summary>Whether somebody has signed in with the visit while the request was under way: the answer may be theirs.</summary>
    public async ValueTask<bool> HasEndedAsync(Exchange exchange) =>
        exchange.Visit == VisitState.Open && await ledger.FindClaimAsync(tagger.OfVisit(exchange.Brought!.Value.Current), exchange.Context.RequestAborted) is not null;

    /// <summary>Whether there is something that may be one session with what others have, and stays it when somebody signs in.</summary>
    private static bool HasSession(Exchange exchange) => exchange.Cookies.Exists(static cookie =>
        cookie is { Rule.IsSealed: true, IsForeign: false, Attributes: not null } && SessionValue.MayNameSession(cookie.Rule, cookie.Name, cookie.Value));

    /// <summary>
    /// Whether the visitor comes back from where somebody signs in. Only with what was noted when they left: an address that others can make up must neither end a visit nor bring cookies out.
    /// </summary>
    private async ValueTask<bool> HasReturnedAsync(Exchange exchange, Binding visit) =>
        exchange.ReturnedState is { } state && await ledger.FindClaimAsync(tagger.OfDeparture(visit, state), exchange.Context.RequestAborted) is not null;

    /// <summary>Who asks for the page to sign in on needs a session for it, however short a time ago the visit has ended.</summary>
    private static VisitState StateOf(Exchange exchange, TimeSpan ended) =>
        ended.Duration() < BindingCookie.Grace && !(exchange.IsSafe && exchange.Route.IsSignIn) ? VisitState.JustEnded : VisitState.Ended;

    private static string? AuthorizationStateOf(string location)
    {
        var query = location.IndexOf('?', StringComparison.Ordinal);
        return query >= 0 && QueryHelpers.ParseQuery(location[query..].Split('#')[0]).TryGetValue(StateParameter, out var states) && states is [{ Length: > 0 } state] ? state : null;
    }
}
