using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Issuing;
using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Guard;

/// <summary>Of several browsers that a cache has given one first response to, one signs in with it, and the others begin anew.</summary>
/// <remarks>
/// A first visitor's session and binding leave in the answer to a safe request. A cache that keeps it in spite of <c>no-store</c> gives the same pair to the next visitor, and no edge can tell the two apart. If the
/// application keeps the session's identifier when one of them signs in, both would be signed in. So who signs in takes the binding of the visit in the ledger, before the application hears of it, and goes on with another; from then on
/// the visit's binding opens nothing.
/// </remarks>
internal sealed class Visits(Tagger tagger, IIssueLedger ledger, EdgeTelemetry telemetry, TimeProvider time)
{
    /// <summary>Whether the request's session is one of a first visit. State that is whole in its cookie changes when somebody signs in, and so stays apart by itself.</summary>
    public static bool Concerns(Exchange exchange) =>
        exchange is { Policy.IsBound: true, Brought.Current.IsOfVisit: true }
        && exchange.Cookies.Exists(static cookie => cookie is { Rule.IsSealed: true, IsForeign: false, Attributes: not null } && !SessionValue.IsState(cookie.Rule, cookie.Name, cookie.Value));

    /// <summary>Finds out how far the visit has come, and ends it when the request signs in.</summary>
    public async ValueTask<VisitState> OpenAsync(Exchange exchange)
    {
        var visit = exchange.Brought!.Value.Current;
        var tag = tagger.OfBinding(visit);
        var cancelled = exchange.Context.RequestAborted;
        var now = time.GetUtcNow();
        // Longer than that the ledger does not know who has taken it.
        if (visit.MintedAt + exchange.Policy.VisitLifetime <= now)
            return VisitState.Ended;
        if (await ledger.FindClaimAsync(tag, cancelled) is { } at)
            return exchange.IsSafe && !exchange.Route.IsSignIn && now - at < BindingCookie.Grace ? VisitState.JustEnded : VisitState.Ended;
        if (!exchange.EndsVisit)
            return VisitState.Open;

        var successor = tagger.Mint(time);
        var own = tagger.OfBinding(successor);
        if (await ledger.ClaimAsync(tag, own, cancelled) != own)
            return VisitState.Ended;
        exchange.Successor = successor;
        telemetry.Cookie("visit-ended");
        return VisitState.Ends;
    }

    /// <summary>Whether somebody has signed in with the visit while the request was under way: the answer may be theirs.</summary>
    public async ValueTask<bool> HasEndedAsync(Exchange exchange) =>
        exchange.Visit == VisitState.Open && await ledger.FindClaimAsync(tagger.OfBinding(exchange.Brought!.Value.Current), exchange.Context.RequestAborted) is not null;
}
