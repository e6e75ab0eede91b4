using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Sessions;

/// <summary>The cache of opened sessions on this node, valid only while the control feed is confirmed fresh.</summary>
public sealed class NearCacheOptions
{
    /// <summary>Off: every request reads the store. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The largest number of sessions kept, 100 to 10,000,000. Default: 100,000.</summary>
    [Range(100, 10_000_000)]
    public int Capacity { get; set; } = 100_000;

    /// <summary>How long a session may be served without reading the store again, 1 second to 1 hour. Default: 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the control feed is read, 10 milliseconds to half of <see cref="MaxStaleness"/>. Default: 250 milliseconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan FeedInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How old the last confirmed look at the control feed may be before the cache is passed over and requests read through to the store:
    /// 20 milliseconds to 1 second. A revocation made on another node is in force here within this time (invariant I8). Default: 1 second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.020", "00:00:01")]
    public TimeSpan MaxStaleness { get; set; } = TimeSpan.FromSeconds(1);
}
