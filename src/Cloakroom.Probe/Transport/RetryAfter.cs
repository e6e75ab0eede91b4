using System.Globalization;

namespace Cloakroom.Probe.Transport;

/// <summary>How long a site asks to be left alone.</summary>
internal static class RetryAfter
{
    /// <summary>For answers that say that it was too much and not for how long.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(1);

    /// <summary>Null when the answer asks for nothing: only 429 and 503 do, with or without <c>Retry-After</c> (RFC 9110 section 10.2.3).</summary>
    public static TimeSpan? Of(Exchange exchange, DateTimeOffset now, TimeSpan longest)
    {
        if (exchange.Status is not (429 or 503))
            return null;
        var value = exchange.Header("Retry-After");
        TimeSpan pause;
        if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            pause = TimeSpan.FromSeconds(Math.Min(seconds, (long)longest.TotalSeconds + 1));
        else if (DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            pause = date - now;
        else
            pause = Usual;
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause > longest ? longest : pause;
    }
}
