using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Sessions;

/// <summary>How long a request waits for the store. Past it the outcome is <see cref="SessionOutcome.Unavailable"/>.</summary>
public sealed class StoreCallOptions
{
    /// <summary>For reads, 10 milliseconds to 30 seconds. Default: 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>For writes, 10 milliseconds to 1 minute. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a blocked request waits for its mix-up to become durable, 10 milliseconds to 10 seconds. Past it the mix-up waits in memory until the store takes it.
    /// Default: 1 second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan JournalTimeout { get; set; } = TimeSpan.FromSeconds(1);
}
