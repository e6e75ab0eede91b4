using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Sessions;

/// <summary>How long a session lives. Sliding happens in the store, never by a cookie.</summary>
public sealed class SessionLifetimeOptions
{
    /// <summary>After this time from sign-in the session ends whatever happens: 1 minute to 400 days. Default: 12 hours (30 days remembered).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "400.00:00:00")]
    public TimeSpan AbsoluteTimeout { get; set; } = TimeSpan.FromHours(12);

    /// <summary>After this time without a request the session ends: 1 minute to the absolute timeout. Default: 1 hour (14 days remembered).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "400.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How often "last seen" is written, at most a tenth of the idle timeout: a crash loses at most this much of a session's idle time.
    /// 1 second to 1 hour. Default: 1 minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan TouchInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>After a rotation, how long requests that were already under way may use the old token: 0 to 1 minute. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RotationGrace { get; set; } = TimeSpan.FromSeconds(10);
}
