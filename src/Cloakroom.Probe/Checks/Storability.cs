using System.Globalization;
using Cloakroom.Probe.Transport;
using Microsoft.Net.Http.Headers;

namespace Cloakroom.Probe.Checks;

/// <summary>Whether a shared cache may store a response and give it to others without asking again (RFC 9111 sections 3 and 4.2, RFC 9213).</summary>
/// <param name="MayStore">Whether any cache may that goes by the headers.</param>
/// <param name="Because">The header or rule that decides; empty when it may not.</param>
internal readonly record struct Storability(bool MayStore, string Because)
{
    // RFC 9110 section 15.1: statuses for which a cache may make up a freshness.
    private static readonly int[] Heuristic = [200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501];

    private const string TargetedSuffix = "-Cache-Control";

    private static readonly Storability No = new(false, "");

    public static Storability Of(Exchange exchange)
    {
        if (exchange.Request.Method != HttpMethod.Get && exchange.Request.Method != HttpMethod.Head) return No;
        if (exchange.Status is < 200 or 304 || exchange.Headers.Count == 0) return No;
        foreach (var field in exchange.Headers)
        {
            if (field.Is("Vary") && field.Value.Trim() == "*") return No;
        }

        // A targeted field counts for its caches alone; the others go by Cache-Control.
        foreach (var field in exchange.Headers)
        {
            if (Targeted(field) is { } because) return new Storability(true, because);
        }

        return ByCacheControl(exchange);
    }

    /// <summary>Whether <c>Cache-Control</c> keeps a response from others: <c>no-store</c>, or <c>private</c> for all of it.</summary>
    public static bool IsKeptFromOthers(Exchange exchange) =>
        Parse(Joined(exchange, "Cache-Control")) is { } control && (control.NoStore || (control.Private && control.PrivateHeaders.Count == 0));

    /// <summary>Whether it is stored only to be asked for again each time.</summary>
    public static bool IsAskedForAgain(Exchange exchange) =>
        Parse(Joined(exchange, "Cache-Control")) is { NoCache: true, NoCacheHeaders.Count: 0 };

    private static Storability ByCacheControl(Exchange exchange)
    {
        var control = Parse(Joined(exchange, "Cache-Control"));
        if (control is { NoStore: true } or { Private: true, PrivateHeaders.Count: 0 } or { NoCache: true, NoCacheHeaders.Count: 0 }) return No;
        var isAllowedWithCredentials = control is { Public: true } or { MustRevalidate: true } or { SharedMaxAge: not null };
        if (!isAllowedWithCredentials && exchange.RequestHeaders.Any(field => field.Is("Authorization"))) return No;

        if (control?.SharedMaxAge is { } shared) return shared > TimeSpan.Zero ? new(true, $"s-maxage={Seconds(shared)}") : No;
        if (control?.MaxAge is { } age) return age > TimeSpan.Zero ? new(true, $"max-age={Seconds(age)}") : No;
        if (exchange.Header("Expires") is { } expires)
        {
            // What is no date has expired (section 5.3).
            return HeaderUtilities.TryParseDate(expires, out var at) && at > Date(exchange) ? new(true, "Expires in the future") : No;
        }

        if (control?.Public == true) return new(true, "public");
        return Heuristic.Contains(exchange.Status) && exchange.Header("Last-Modified") is not null
            ? new(true, "Last-Modified, from which caches make up a time to live")
            : No;
    }

    private static string? Targeted(HeaderField field)
    {
        if (field.Is("X-Accel-Expires"))
            return field.Value.Trim() is "0" or "" ? null : "X-Accel-Expires";
        if (field.Is("Edge-Control"))
            return field.Value.Contains("no-store", StringComparison.OrdinalIgnoreCase) || !field.Value.Contains("maxage", StringComparison.OrdinalIgnoreCase) ? null : "Edge-Control";
        if (!field.Is("Surrogate-Control") && !field.Name.EndsWith(TargetedSuffix, StringComparison.OrdinalIgnoreCase)) return null;
        return Parse(field.Value) is { NoStore: false, Private: false, NoCache: false } control && ((control.SharedMaxAge ?? control.MaxAge) > TimeSpan.Zero || control.Public)
            ? field.Name
            : null;
    }

    private static DateTimeOffset Date(Exchange exchange) =>
        exchange.Header("Date") is { } date && HeaderUtilities.TryParseDate(date, out var at) ? at : exchange.At;

    private static string? Joined(Exchange exchange, string name)
    {
        string? first = null;
        foreach (var field in exchange.Headers)
        {
            if (field.Is(name)) first = first is null ? field.Value : $"{first}, {field.Value}";
        }

        return first;
    }

    private static CacheControlHeaderValue? Parse(string? text) =>
        text is not null && CacheControlHeaderValue.TryParse(text, out var parsed) ? parsed : null;

    private static string Seconds(TimeSpan time) => ((long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
