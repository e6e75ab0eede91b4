using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Forwarding;
using Cloakroom.Edge.Issuing;
using Cloakroom.Edge.Routing;
using Cloakroom.Edge.Sealing;
using Cloakroom.Journal;
using Cloakroom.Rates;

namespace Cloakroom.Edge.Guard;

/// <summary>Notes which browser uses which session, for every request that goes on to the application with one.</summary>
/// <remarks>Both are named by tags that the seal has in the clear, so that it takes no cryptography. A session that lives wholly in its cookie has another value with every change and goes by its binding.</remarks>
internal sealed class UseNotes(UseJournal journal, SharedValues shared, Tagger tagger, RateCounters rates, TimeProvider time)
{
    /// <param name="exchange">The request.</param>
    /// <param name="client">Knows where the client is, behind trusted proxies.</param>
    public void Note(Exchange exchange, ClientConnection client)
    {
        if (!exchange.HasSession)
            return;
        if (rates.IsEnabled)
        {
            rates.Request();
            if ((exchange.Route.Class & RouteClass.SignOut) != 0)
                rates.SignOut();
        }

        if (!journal.IsEnabled && !rates.IsEnabled)
            return;
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var route = RouteOf(exchange.Route);
        var trace = exchange.IsSafe ? 0 : exchange.Trace.Id;
        foreach (var cookie in exchange.Cookies)
        {
            if (cookie is not { ValueTag: { } value, OwnerTag: { } owner })
                continue;
            var whose = shared.HolderOf(value) ?? owner;
            var isForeign = whose == owner ? cookie.IsForeign : !IsOfBrowser(exchange, whose);
            var session = isForeign || SessionValue.IsState(cookie.Rule, cookie.Name, cookie.Value) ? whose : value;
            var presenter = cookie.IsForeign ? exchange.Brought is { } brought ? tagger.OfBinding(brought.Current) : default : owner;
            NoteRates(exchange, client, session, presenter);
            journal.Note(new UseKey(session.Bits, presenter.Bits, route, isForeign), nowMs, !exchange.IsSafe, trace);
        }
    }

    private void NoteRates(Exchange exchange, ClientConnection client, Tag session, Tag presenter)
    {
        rates.Presented(presenter.Bits, session.Bits);
        if (rates.Samples(session.Bits))
            rates.UsedFrom(session.Bits, client.Address(exchange.Context));
    }

    private bool IsOfBrowser(Exchange exchange, Tag binding) =>
        exchange.Brought is { } brought
        && (tagger.OfBinding(brought.Current) == binding || (brought.Previous is { } previous && tagger.OfBinding(previous) == binding));

    private static UseRoute RouteOf(RouteMatch route) =>
        route.IsStatic ? UseRoute.Static
        : route.IsSignIn ? UseRoute.SignIn
        : (route.Class & RouteClass.SignOut) != 0 ? UseRoute.SignOut
        : UseRoute.Dynamic;
}
