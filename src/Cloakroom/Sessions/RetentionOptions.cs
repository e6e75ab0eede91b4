using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Sessions;

/// <summary>How long the store keeps what has ended or happened.</summary>
public sealed class RetentionOptions
{
    /// <summary>
    /// Ended sessions, without their payload being of use to anybody: 1 minute to 400 days. Until then a returning token is told apart as
    /// <c>Expired</c>, <c>Revoked</c> or <c>superseded</c>, afterwards as <c>Missing</c>. Default: 7 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "400.00:00:00")]
    public TimeSpan EndedSessions { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Mix-ups, and incidents after their last one: 1 hour to 3650 days. Default: 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Mixups { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// Who used which session when: 1 hour to 400 days. Who saw whom can be told exactly for as long; afterwards by the mix-ups alone. Default: 30 days.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "400.00:00:00")]
    public TimeSpan Uses { get; set; } = TimeSpan.FromDays(30);
}
