using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cloakroom.Http;

/// <summary>What a response says to caches (RFC 9111), and how it is corrected.</summary>
internal static class CacheHeaders
{
    // RFC 9213 section 2.1: a targeted field is named for its caches, and each operator may name one.
    private const string TargetedSuffix = "-Cache-Control";

    // Others that outrank Cache-Control: Edge Architecture Specification, nginx, Akamai.
    private static readonly string[] Outranking = ["Surrogate-Control", "X-Accel-Expires", "Edge-Control"];

    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues VaryCookie = "Cookie";

    /// <summary>For a response that sets a guarded cookie: no cache may keep it.</summary>
    public static void MakeUnstorable(IHeaderDictionary headers)
    {
        headers.CacheControl = NoStore;
        headers.Pragma = "no-cache";
        headers.Remove(HeaderNames.Expires);
        RemoveOutranking(headers);
        VaryOnCookie(headers);
    }

    /// <summary>For a response that was made for a session: the browser may keep what the application allows, a shared cache nothing.</summary>
    public static void MakePersonal(IHeaderDictionary headers)
    {
        var cacheControl = headers.CacheControl;
        if (cacheControl.Count == 0)
        {
            headers.CacheControl = NoStore;
            headers.Remove(HeaderNames.Expires);
        }
        else
        {
            headers.CacheControl = Personal(cacheControl);
        }

        RemoveOutranking(headers);
        VaryOnCookie(headers);
    }

    public static void VaryOnCookie(IHeaderDictionary headers)
    {
        var vary = headers.Vary;
        if (vary.Count == 0)
        {
            headers.Vary = VaryCookie;
            return;
        }

        foreach (var line in vary)
        {
            foreach (var field in line.AsSpan().Split(','))
            {
                var name = line.AsSpan(field).Trim();
                if (name is "*" || name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
                    return;
            }
        }

        headers.Vary = StringValues.Concat(vary, "Cookie");
    }

    /// <summary>Whether the response invites a shared cache to store it; mere silence, which only allows heuristics, is no invitation.</summary>
    public static bool IsSharedCacheable(IHeaderDictionary headers)
    {
        foreach (var (name, value) in headers)
        {
            if (IsOutranking(name) && OutrankingInvites(value.ToString()))
                return true;
        }

        return CacheControlHeaderValue.TryParse(headers.CacheControl.ToString(), out var parsed) && parsed is not null && Invites(parsed);
    }

    private static bool Invites(CacheControlHeaderValue said) =>
        !said.NoStore && !said.Private && (said.Public || said.SharedMaxAge > TimeSpan.Zero || said.MaxAge > TimeSpan.Zero);

    /// <summary>What only keeps a cache away or tells it something else (<c>content="ESI/1.0"</c>) does not. In doubt it does: a cookie that was not set costs less than one that is kept.</summary>
    private static bool OutrankingInvites(string text)
    {
        // X-Accel-Expires: 0, and off, which leaves it to Cache-Control.
        if (text is "0" || text.Equals("off", StringComparison.OrdinalIgnoreCase))
            return false;
        if (text.Contains("no-store", StringComparison.OrdinalIgnoreCase) || text.Contains("private", StringComparison.OrdinalIgnoreCase))
            return false;
        return !CacheControlHeaderValue.TryParse(text, out var parsed) || parsed is null || Invites(parsed) || parsed.Extensions.Any(IsAge) || !IsKnown(parsed);
    }

    // Edge-Control's own (Akamai), and stale-while-revalidate and stale-if-error (RFC 5861), by which what is not fresh is served all the same.
    private static bool IsAge(NameValueHeaderValue extension) =>
        extension.Name.AsSpan().Contains("maxage", StringComparison.OrdinalIgnoreCase) || extension.Name.StartsWith("stale-", StringComparison.OrdinalIgnoreCase);

    private static bool IsKnown(CacheControlHeaderValue said) =>
        said.NoCache || said.MaxAge is not null || said.SharedMaxAge is not null || (said.Extensions.Count > 0 && said.Extensions.All(static extension => extension.Name.Equals("content", StringComparison.OrdinalIgnoreCase)));

    private static StringValues Personal(StringValues cacheControl)
    {
        // A value that cannot be parsed is not something to reason about.
        if (!CacheControlHeaderValue.TryParse(cacheControl.ToString(), out var parsed) || parsed is null)
            return NoStore;
        var invites = parsed.Public || parsed.SharedMaxAge is not null;
        if (parsed.NoStore)
            return invites ? NoStore : cacheControl;
        if (parsed.Private && parsed.PrivateHeaders.Count == 0 && !invites)
            return cacheControl;
        parsed.Public = false;
        parsed.SharedMaxAge = null;
        parsed.ProxyRevalidate = false;
        // private="Field" lets a shared cache keep the rest of the response (RFC 9111 section 5.2.2.7); plain private does not.
        parsed.PrivateHeaders.Clear();
        parsed.Private = true;
        return parsed.ToString();
    }

    private static void RemoveOutranking(IHeaderDictionary headers)
    {
        if (HasOnlyUsual(headers))
            return;
        List<string>? found = null;
        foreach (var (name, _) in headers)
        {
            if (IsOutranking(name))
                (found ??= []).Add(name);
        }

        foreach (var name in found ?? [])
            headers.Remove(name);
    }

    /// <summary>Whether there is nothing but what most responses have, so that looking through all of them, which allocates, can be spared.</summary>
    private static bool HasOnlyUsual(IHeaderDictionary headers) =>
        headers.Count == One(headers.ContentType) + (headers.ContentLength is null ? 0 : 1) + One(headers.CacheControl) + One(headers.Vary) + One(headers.SetCookie)
            + One(headers.Date) + One(headers.Server) + One(headers.ETag) + One(headers.LastModified) + One(headers.Location);

    private static int One(StringValues field) => field.Count == 0 ? 0 : 1;

    private static bool IsOutranking(string name) =>
        name.EndsWith(TargetedSuffix, StringComparison.OrdinalIgnoreCase) || Array.Exists(Outranking, other => other.Equals(name, StringComparison.OrdinalIgnoreCase));
}
