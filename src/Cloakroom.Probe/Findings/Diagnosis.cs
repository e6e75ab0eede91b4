using System.Diagnostics;
using System.Globalization;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Findings;

/// <summary>What has probably happened, judged by both exchanges.</summary>
internal static class Diagnosis
{
    public const string CacheReplay = "cache-replay";
    public const string PathConfusion = "path-confusion";
    public const string Collapsed = "collapsed-requests";
    private const string DuplicateIssue = "duplicate-issue";
    private const string Application = "application";

    // Date has whole seconds, so two responses that were made apart within one have the same.
    private static readonly TimeSpan DateResolution = TimeSpan.FromSeconds(1.5);

    /// <param name="check">What has seen it.</param>
    /// <param name="evidence">Both exchanges, as far as they are known.</param>
    /// <param name="goesByAddress">See <see cref="Finding.GoesByAddress"/>.</param>
    /// <returns>With <see cref="Mechanism.Because"/> as it came from the site: to be redacted.</returns>
    public static Mechanism Of(CheckKind check, Evidence evidence, bool goesByAddress = false)
    {
        var received = evidence.Received.Exchange;
        var signs = CacheSigns.Of(received);
        List<string> because = [.. signs.Because];
        if (check is CheckKind.CookieOnCacheable or CheckKind.PersonalStorable)
            return Storable(check, received, signs, because);

        if (check == CheckKind.SurvivingSession)
            return new("surviving-session", "Signing out has taken the cookie away and left the session: whoever still has the cookie is signed in.", null, Remedies.SurvivingSession, []);
        if (check == CheckKind.RevivedSession)
            return new("revived-session", "A request that was under way wrote the session back, or renewed it, after it had been signed out.", null, Remedies.RevivedSession, []);

        var same = SameResponse(evidence, because);
        var atOnce = AtOnce(evidence);
        if (atOnce)
            because.Add(string.Create(CultureInfo.InvariantCulture, $"both were under way at once: this one was sent {-evidence.Gap!.Value.TotalMilliseconds:0.0} ms before the other's answer was there"));
        else if (evidence.Gap is { } gap)
            because.Add($"sent {Reports.Duration.Words(gap)} after the other's answer");

        // What is new in every response came again: that is what a cache does, whatever the headers say.
        var cached = signs.IsHit || same == true || check == CheckKind.ReplayedNonce;
        var cache = cached ? signs.Cache ?? CacheName.Of(received, isHit: true) : signs.Cache;
        if (cached && evidence.IsPathVariant)
            return new(PathConfusion, "A cache took a variant of a page's address for a file, stored the page under it and gave it to the next who asked.", cache, Remedies.PathConfusion(cache), because);
        if ((signs.IsCollapsed || (atOnce && same == true)) && !HasAge(received))
            return new(Collapsed, "Requests that came at the same time were answered with one response, which was made for the first of them.", cache, Remedies.Collapsed(cache), because);
        if (cached && check == CheckKind.ReplayedNonce && evidence.Severity == Severity.Note)
            return new(CacheReplay, "A stored response was given out again.", cache, Remedies.ReplayHarmless, because);
        if (cached)
            return new(CacheReplay, "A cache stored the response that was made for one person and gave it to another.", cache, Remedies.ForCache(cache), because);

        if (goesByAddress)
        {
            because.Add("tried again, it came each time that the two asked at one address, and not once when they asked at two");
            // Whoever answered in the application's place has said nothing of it.
            cache ??= CacheName.Of(received, isHit: true);
            return new(
                ByAddress(evidence.IsPathVariant),
                "Probably a cache, though no header speaks of one: what was made for one person is given out by its address. The application may have such a store as well, as an output cache or memoised results whose key lacks the user.",
                cache, evidence.IsPathVariant ? Remedies.PathConfusion(cache) : Remedies.ForCache(cache), because);
        }

        // Nothing speaks for a cache. Two responses may still have been made apart with one value.
        if (check == CheckKind.ForeignCookie && SharesSetCookie(evidence))
        {
            because.Add("both responses set the same value, and nothing says that they are one response");
            return new(DuplicateIssue, "Two responses that were made apart set one and the same value: it was issued twice.", cache, Remedies.DuplicateIssue, because);
        }

        because.Add(same == false ? "this response was made anew" : "no header speaks of a cache");
        return new(Application, "No cache is in sight: the application itself has probably mixed two requests up, by shared state, a pool, or a context that outlives its request.", cache, Remedies.Application, because);
    }

    /// <summary>Whether a code says that nothing in the exchanges speaks for a cache.</summary>
    public static bool HasNoCacheInSight(string mechanism) => mechanism is Application or DuplicateIssue;

    /// <summary>The code for what goes by its address, which is what caches do.</summary>
    public static string ByAddress(bool isVariant) => isVariant ? PathConfusion : CacheReplay;

    /// <summary>Whether the headers alone tell that a response was given out before. Where they do not, a close pair looks as if the application had mixed it up.</summary>
    public static bool TellsOfACache(Exchange? source, Exchange received) =>
        CacheSigns.Of(received).IsHit || (source is not null && received.At - source.At > DateResolution && received.Header("Date") is { } date && date == source.Header("Date"));

    private static Mechanism Storable(CheckKind check, Exchange received, CacheSigns signs, List<string> because)
    {
        var control = string.Join(", ", received.HeaderValues("Cache-Control"));
        because.Insert(0, control.Length == 0 ? "no Cache-Control" : $"Cache-Control: {control}");
        foreach (var name in (string[])["Expires", "Last-Modified", "Vary", "X-Accel-Expires", "Surrogate-Control", "CDN-Cache-Control"])
        {
            if (received.Header(name) is { } value)
                because.Add($"{name}: {value}");
        }

        return check == CheckKind.CookieOnCacheable
            ? new("storable", "A cache that keeps this response gives its cookie to whoever asks next.", signs.Cache, Remedies.CookieStorable, because)
            : new("storable", "A cache that keeps this response gives one person's page to whoever asks next.", signs.Cache, Remedies.PageStorable, because);
    }

    /// <summary>True when both got one and the same response, false when they were made apart, null when that cannot be told.</summary>
    private static bool? SameResponse(Evidence evidence, List<string> because)
    {
        if (evidence.Source is not { } source)
            return null;
        var received = evidence.Received;
        var isFresh = false;
        var isSame = false;
        foreach (var (name, digest) in received.Nonces)
        {
            if (!source.Nonces.TryGetValue(name, out var other))
                continue;
            if (other == digest)
            {
                isSame = true;
                because.Add($"{name} is the same in both");
            }
            else
            {
                // Hops give requests numbers of their own, so that a new one in a header alone proves nothing.
                isFresh |= name.Contains("body", StringComparison.Ordinal) || name.Contains("Policy", StringComparison.Ordinal);
            }
        }

        if (Same("Date") && evidence.Distance > DateResolution && received.Exchange.At - source.Exchange.At > DateResolution)
        {
            isSame = true;
            because.Add($"Date is the same in both, {Reports.Duration.Words(received.Exchange.At - source.Exchange.At)} apart");
        }

        if (isSame)
            return true;
        var sameBody = received.BodyBytes > 0 && received.BodyDigest == source.BodyDigest;
        if (sameBody && Same("ETag"))
            because.Add("ETag and body are the same in both");
        else if (sameBody)
            because.Add("the body is the same in both, byte for byte");
        // nginx writes the time of its own answer, whatever it has in store.
        var isAnew = isFresh || (Differ("Date") && received.Exchange.Header("Server")?.StartsWith("nginx", StringComparison.OrdinalIgnoreCase) != true);
        if (isAnew || (received.BodyDigest != source.BodyDigest && source.Exchange.Status == received.Exchange.Status && !CacheSigns.Of(received.Exchange).IsHit))
            return isAnew ? false : null;

        // Body and every field alike, the cookie included, within the same second.
        return sameBody && SharesSetCookie(evidence) && AllFieldsAlike(source.Exchange, received.Exchange) ? true : null;

        bool Same(string name) => received.Exchange.Header(name) is { } one && one == source.Exchange.Header(name);
        bool Differ(string name) => received.Exchange.Header(name) is { } one && source.Exchange.Header(name) is { } other && one != other;
    }

    private static bool AtOnce(Evidence evidence) => evidence.Gap is { } gap && gap < TimeSpan.Zero
        && evidence.Source!.Exchange.Sent <= evidence.Received.Exchange.Ended && Stopwatch.GetElapsedTime(evidence.Source.Exchange.Sent, evidence.Received.Exchange.Ended) >= TimeSpan.Zero;

    private static bool HasAge(Exchange exchange) => exchange.Header("Age") is { } age && age.Trim() != "0";

    private static bool SharesSetCookie(Evidence evidence) => evidence.Source is { } source
        && source.Exchange.HeaderValues("Set-Cookie").Select(Pair).Intersect(evidence.Received.Exchange.HeaderValues("Set-Cookie").Select(Pair), StringComparer.Ordinal).Any();

    private static bool AllFieldsAlike(Exchange one, Exchange other) => Fields(one).SequenceEqual(Fields(other), StringComparer.Ordinal);

    private static IEnumerable<string> Fields(Exchange exchange) => exchange.Headers
        .Where(field => !field.Is("Connection") && !field.Is("Keep-Alive") && !field.Is("Transfer-Encoding") && !field.Is("Content-Length"))
        .Select(field => $"{field.Name.ToLowerInvariant()}:{field.Value}")
        .Order(StringComparer.Ordinal);

    private static string Pair(string setCookie) => setCookie.Split(';')[0].Trim();
}
