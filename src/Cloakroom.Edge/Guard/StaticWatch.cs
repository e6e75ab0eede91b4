using Cloakroom.Rates;

namespace Cloakroom.Edge.Guard;

/// <summary>How many requests for static routes bring guarded cookies, and since when: the precursor of Loom, visible hours before any leak.</summary>
internal sealed class StaticWatch(TimeProvider time, RateCounters? rates = null)
{
    private long _requests;
    private long _withCookies;
    private long _since = long.MinValue;

    public long Requests => Interlocked.Read(ref _requests);

    public long WithCookies => Interlocked.Read(ref _withCookies);

    /// <summary>When the first came; null while none has.</summary>
    public DateTimeOffset? Since => Interlocked.Read(ref _since) is var ticks and not long.MinValue ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public void Count(bool withCookies)
    {
        rates?.Static(withCookies);
        Interlocked.Increment(ref _requests);
        if (!withCookies)
            return;
        if (Interlocked.Increment(ref _withCookies) == 1)
            Interlocked.CompareExchange(ref _since, time.GetUtcNow().UtcTicks, long.MinValue);
    }

    public string Describe() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{WithCookies} of {Requests} requests to static routes brought one, since {Since:u}.");
}
