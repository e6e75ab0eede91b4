using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Sealing;
using Cloakroom.Http;
using Cloakroom.Journal;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Guard;

/// <summary>Compares whom the application says it made a response for with whom it goes to: catches pools and applications that swap responses.</summary>
internal sealed class OwnerCheck(Tagger tagger, MixupJournal journal)
{
    /// <summary>Takes the header away and compares it. An application that does not send it is not asked.</summary>
    /// <returns>False when the response belongs to somebody else and the rule is enforced.</returns>
    public async ValueTask<bool> IsOwnAsync(Exchange exchange, IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(CloakroomDefaults.OwnerTagHeader, out var owner))
            return true;
        headers.Remove(CloakroomDefaults.OwnerTagHeader);
        var tag = owner.ToString();
        if (tag == OwnerTag.Nobody || IsOfRequest(exchange, tag) || IsJustIssued(exchange, headers, tag))
            return true;
        var blocks = await journal.ReportAsync(
            MixupKind.ForeignOwner,
            exchange.Policy.Rules.ForeignOwner,
            MixupParty.Unknown,
            exchange.Cookies.Count > 0 && exchange.Cookies[0] is var own ? exchange.Presenter(tagger) with { SessionId = tagger.OfValue(own.Value).ToString() } : exchange.Presenter(tagger),
            exchange.RouteName,
            "The application made the response for another session than the request's.");
        return !blocks;
    }

    /// <summary>Any cookie counts, guarded or not: the application may know its session by one that nobody told the edge of.</summary>
    private static bool IsOfRequest(Exchange exchange, string tag)
    {
        if (exchange.ForwardedCookies is not { } header)
            return false;
        foreach (var cookie in CookiePair.Parse(header))
        {
            if (OwnerTag.ForEdge(cookie.ValueIn(header).ToString()) == tag)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether the owner is the session that the response itself begins. A response that was swapped may say so of somebody else's, where sessions are rolling: whether an identifier is new is
    /// for the ledger to tell (<see cref="Exchange.NamedByIssue"/>), and state does not begin on a page that a session is looking at.
    /// </summary>
    private static bool IsJustIssued(Exchange exchange, IHeaderDictionary headers, string tag)
    {
        foreach (var text in headers.SetCookie)
        {
            if (text is null || SetCookieLine.Parse(text) is var line && OwnerTag.ForEdge(line.Value) != tag)
                continue;
            if (!exchange.HasSession || exchange.Policy.Cookies.Find(line.Name) is not { } rule)
                return true;
            if (!SessionValue.IsState(rule, line.Name, line.Value))
            {
                exchange.NamedByIssue = line.Value;
                return true;
            }

            if (!exchange.IsSafe || exchange.Route.IsSignIn)
                return true;
        }

        return false;
    }
}
