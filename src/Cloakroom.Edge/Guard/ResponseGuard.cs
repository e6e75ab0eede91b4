using Cloakroom.Edge.Cookies;
using Cloakroom.Edge.Issuing;
using Cloakroom.Http;
using Cloakroom.Journal;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Edge.Guard;

/// <summary>The last look at a response before it leaves: whose it is, what cookies it carries, and who may keep it (invariant I5).</summary>
internal sealed class ResponseGuard(CookieIssuer issuer, OwnerCheck owners, ContestedValues contested, Visits visits, MixupJournal journal)
{
    /// <param name="exchange">The request.</param>
    /// <param name="headers">The response's headers, to be corrected.</param>
    /// <returns>False when the response must not leave; <see cref="Exchange.Refusal"/> says why.</returns>
    public ValueTask<bool> ApplyAsync(Exchange exchange, IHeaderDictionary headers)
    {
        // The session was its own when the request came, and is somebody else's since.
        if (exchange.Cookies.Exists(cookie => cookie.ValueTag is { } value && contested.Contains(value)))
        {
            exchange.Refusal = EdgeRefusal.DuplicateIssue;
            return ValueTask.FromResult(false);
        }

        return exchange.Visit == VisitState.Open || Visits.MayDepart(headers) ? new ValueTask<bool>(ApplyToVisitAsync(exchange, headers)) : ApplyToAsync(exchange, headers);
    }

    private async Task<bool> ApplyToVisitAsync(Exchange exchange, IHeaderDictionary headers)
    {
        if (await visits.HasEndedAsync(exchange))
        {
            exchange.Refusal = EdgeRefusal.VisitEnded;
            return false;
        }

        if (!await ApplyToAsync(exchange, headers))
            return false;
        if (Visits.MayDepart(headers))
            await visits.NoteDepartureAsync(exchange, headers);
        return true;
    }

    private ValueTask<bool> ApplyToAsync(Exchange exchange, IHeaderDictionary headers)
    {
        // Most responses set no cookie and name no owner.
        if (exchange.Successor is null && !exchange.IsVisitDue && headers.SetCookie.Count == 0 && !headers.ContainsKey(CloakroomDefaults.OwnerTagHeader) && !exchange.HasDueCookies)
        {
            issuer.NoteAnswer(exchange);
            if (exchange.HasSession)
                CacheHeaders.MakePersonal(headers);
            return ValueTask.FromResult(true);
        }

        return new ValueTask<bool>(ApplyFullyAsync(exchange, headers));
    }

    private async Task<bool> ApplyFullyAsync(Exchange exchange, IHeaderDictionary headers)
    {
        if (!await owners.IsOwnAsync(exchange, headers))
        {
            exchange.Refusal = EdgeRefusal.ForeignOwner;
            return false;
        }

        var (guarded, others) = Divide(exchange.Policy.Cookies, headers.SetCookie);

        if (others.Count != headers.SetCookie.Count)
            headers.SetCookie = new StringValues([.. others]);
        if (IsCacheable(exchange, headers) && (guarded.Count == 0 || await BlocksCookiesAsync(exchange)))
        {
            // Cookies stay away from what is kept for everybody, and so does what was made for one person.
            if (exchange.HasSession)
                CacheHeaders.MakePersonal(headers);
            return true;
        }

        var issued = await issuer.IssueAsync(exchange, guarded);
        if (issued is null)
        {
            exchange.Refusal ??= EdgeRefusal.DuplicateIssue;
            return false;
        }

        if (issued.Count > 0)
        {
            headers.SetCookie = StringValues.Concat(headers.SetCookie, new StringValues([.. issued]));
            if (!exchange.Route.IsStatic)
                CacheHeaders.MakeUnstorable(headers);
        }
        else if (exchange.HasSession || guarded.Count > 0)
        {
            // What was made for a new session is nobody else's, even when the browser does not get the cookie.
            CacheHeaders.MakePersonal(headers);
        }

        return true;
    }

    /// <summary>Declared static, or said to be for everybody by the response itself. What signs people in never is.</summary>
    private static bool IsCacheable(Exchange exchange, IHeaderDictionary headers)
    {
        if (exchange.Route.IsStatic)
            return true;
        if (exchange.Route.IsSignIn)
            return false;
        var method = exchange.Context.Request.Method;
        return (HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) && CacheHeaders.IsSharedCacheable(headers);
    }

    private Task<bool> BlocksCookiesAsync(Exchange exchange) => journal.ReportAsync(
        MixupKind.CookieOnCacheable,
        exchange.Policy.Rules.CookieOnCacheable,
        MixupParty.Unknown,
        MixupParty.Unknown,
        exchange.RouteName,
        exchange.Route.IsStatic ? "A guarded cookie was about to leave on a static route." : "A guarded cookie was about to leave on a response that says it may be cached.");

    private static (List<SetCookieLine> Guarded, List<string> Others) Divide(GuardedCookies cookies, StringValues lines)
    {
        var guarded = new List<SetCookieLine>(2);
        var others = new List<string>(lines.Count);
        foreach (var line in lines)
        {
            if (line is null)
                continue;
            var semicolon = line.IndexOf(';', StringComparison.Ordinal);
            var pair = line.AsSpan(0, semicolon < 0 ? line.Length : semicolon);
            var equals = pair.IndexOf('=');
            var name = equals < 0 ? default : pair[..equals].Trim(" \t");
            if (name.IsEmpty)
            {
                // Browsers keep it without a name (RFC 6265bis section 5.7) and send the value alone: "=sid=x" comes back as "sid=x".
                if (!cookies.Hides(name, pair[(equals + 1)..]))
                    others.Add(line);
            }
            else if (cookies.Find(name) is not null)
            {
                guarded.Add(SetCookieLine.Parse(line));
            }
            else if (!cookies.IsBinding(name))
            {
                others.Add(line);
            }
        }

        return (guarded, others);
    }
}
