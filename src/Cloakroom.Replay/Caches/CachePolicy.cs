namespace Cloakroom.Replay.Caches;

/// <summary>The mistaken configuration of a shared cache. In every case cookies are passed on, are not in the key, and one second is the TTL.</summary>
/// <param name="PathPrefix">What is cached.</param>
/// <param name="IgnoresCacheControl">Whether the TTL holds whatever the application says, as a CDN's minimum TTL does.</param>
internal sealed record CachePolicy(string PathPrefix, bool IgnoresCacheControl)
{
    public static TimeSpan TimeToLive { get; } = TimeSpan.FromSeconds(1);
}
