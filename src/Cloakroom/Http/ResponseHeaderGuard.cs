using Cloakroom.Journal;
using Cloakroom.Rates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Http;

/// <summary>The last look at a response's headers before they leave.</summary>
internal sealed class ResponseHeaderGuard(IOptions<CloakroomOptions> options, CookieReader cookieReader, MixupJournal journal, RateCounters rates)
{
    private readonly CloakroomOptions _options = options.Value;

    public Task ApplyAsync(RequestScope scope)
    {
        // Only a body that got past CommitBeforeBody leads here with data unwritten; a failure makes the server answer 500 and nothing else.
        return scope.HasUnwrittenData ? CommitAndApplyAsync(scope) : ApplyNowAsync(scope);
    }

    private async Task CommitAndApplyAsync(RequestScope scope)
    {
        await scope.CommitAsync(scope.Context.RequestAborted);
        await ApplyNowAsync(scope);
    }

    private Task ApplyNowAsync(RequestScope scope)
    {
        if (rates.IsEnabled && scope.IsStaticRoute)
            rates.Static(cookieReader.FindsAny(scope.Context));
        // A session is cheap to look at and rare to change: most responses are done here.
        var headers = scope.Context.Response.Headers;
        if (headers.SetCookie.Count == 0 && scope.Issued.Kind == IssuedKind.None && scope.Refusal is null
            && !headers.ContainsKey(CloakroomDefaults.OwnerTagHeader) && !_options.Static.BehindCdn
            && !scope.Context.Request.Headers.ContainsKey(OwnerTag.EdgeHeader))
        {
            if (scope.WasMadeForSession)
                CacheHeaders.MakePersonal(headers);
            else if (scope.WasConsulted)
                CacheHeaders.VaryOnCookie(headers);
            return Task.CompletedTask;
        }

        return ApplyFullyAsync(scope, headers);
    }

    private async Task ApplyFullyAsync(RequestScope scope, IHeaderDictionary headers)
    {
        if (scope.Issued.Kind != IssuedKind.None)
            IssuedCookies.Withdraw(headers);
        if (scope.IsStaticRoute)
            await GuardStaticAsync(scope, headers);
        else
            await RemoveForeignCookiesAsync(scope, headers);
        await CompareOwnerAsync(scope, headers);

        scope.Issued.AppendTo(scope.Context, cookieReader, _options.Cookies);
        if (scope.Context.Request.Headers.ContainsKey(OwnerTag.EdgeHeader))
            headers[CloakroomDefaults.OwnerTagHeader] = scope.EdgeOwnerTag();
        if (scope.Refusal is { } refusal)
            RefusalAnswer.SetHeaders(scope.Context, refusal.Code, _options.RetryAfter);

        var setsGuarded = cookieReader.IsGuarded(headers.SetCookie);
        if (setsGuarded || scope.Refusal is not null)
        {
            var wasCacheable = CacheHeaders.IsSharedCacheable(headers);
            if (wasCacheable && setsGuarded && !await ReportCookieAsync(scope, "A guarded cookie was about to leave on a response that says it may be cached."))
                return;
            CacheHeaders.MakeUnstorable(headers);
        }
        else if (scope.WasMadeForSession)
        {
            CacheHeaders.MakePersonal(headers);
        }
        else if (scope.WasConsulted)
        {
            CacheHeaders.VaryOnCookie(headers);
        }
    }

    /// <summary>Static routes: guarded cookies neither leave nor, behind a CDN that should keep them away, arrive.</summary>
    private async Task GuardStaticAsync(RequestScope scope, IHeaderDictionary headers)
    {
        if (cookieReader.IsGuarded(headers.SetCookie)
            && await ReportCookieAsync(scope, "A guarded cookie was about to leave on a static route."))
        {
            headers.SetCookie = Where(headers.SetCookie, cookie => !cookieReader.IsGuarded(cookie));
        }

        if (_options.Static.BehindCdn && cookieReader.FindsAny(scope.Context))
        {
            await journal.ReportBlockedAsync(
                MixupKind.CookieToStatic, MixupParty.Unknown, MixupParty.Unknown, StaticRouteOf(scope), "A session cookie arrived on a static route behind a CDN.");
        }
    }

    /// <summary>Cookies of the two names that this request did not issue: somebody wrote them past the fence.</summary>
    private async Task RemoveForeignCookiesAsync(RequestScope scope, IHeaderDictionary headers)
    {
        var cookies = headers.SetCookie;
        if (cookies.Count == 0 || !Any(cookies, cookie => cookieReader.IsOwn(cookie)))
            return;
        var blocks = await journal.ReportAsync(
            MixupKind.CrossFlow,
            MixupParty.Unknown,
            scope.Current?.Record.Party ?? MixupParty.Unknown,
            scope.Route,
            "A session cookie that this request did not issue was about to leave with its response.");
        if (blocks)
            headers.SetCookie = Where(cookies, cookie => !cookieReader.IsOwn(cookie));
    }

    /// <summary>A response that names another session than the request's was made for somebody else (a pool or cache swapped it).</summary>
    private async Task CompareOwnerAsync(RequestScope scope, IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(CloakroomDefaults.OwnerTagHeader, out var tag))
            return;
        headers.Remove(CloakroomDefaults.OwnerTagHeader);
        var own = OwnerTag.Of(scope.Current?.Record.Id);
        if (tag == own)
            return;
        var blocks = await journal.ReportAsync(
            MixupKind.ForeignOwner,
            MixupParty.Unknown,
            scope.Current?.Record.Party ?? MixupParty.Unknown,
            scope.Route,
            "A response carried the owner tag of another session than the request's.");
        if (!blocks)
            return;
        scope.Refuse(new CloakroomException(CloakroomErrorCode.ForeignOwner, "The response was made for another session."));
        // The body is on its way and cannot be taken back here. A length of zero makes the server refuse its bytes, which ends up
        // as an exception in the application and as the guard's own answer.
        foreach (var name in headers.Keys.ToArray())
            headers.Remove(name);
        headers.ContentLength = 0;
        // Bytes that wait in the server's buffer already would follow those headers on the connection, for the next response to begin with.
        if (scope.Context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer is not { CanGetUnflushedBytes: true, UnflushedBytes: 0 })
            scope.Context.Abort();
    }

    /// <summary>For a file at the root no name, since names are the visitor's to invent and each would be a mix-up of its own.</summary>
    private static string StaticRouteOf(RequestScope scope) =>
        scope.Context.GetEndpoint() is null && scope.Context.Request.Path.Value?.LastIndexOf('/') == 0 ? "/*" : scope.Route;

    private async Task<bool> ReportCookieAsync(RequestScope scope, string detail) => await journal.ReportAsync(
        MixupKind.CookieOnCacheable,
        scope.Current?.Record.Party ?? MixupParty.Unknown,
        MixupParty.Unknown,
        scope.Route,
        detail);

    private static bool Any(StringValues values, Func<string, bool> predicate)
    {
        foreach (var value in values)
        {
            if (value is not null && predicate(value))
                return true;
        }

        return false;
    }

    private static StringValues Where(StringValues values, Func<string, bool> predicate)
    {
        var kept = values.Where(value => value is not null && predicate(value)).ToArray();
        return kept.Length == 0 ? StringValues.Empty : new StringValues(kept);
    }
}
