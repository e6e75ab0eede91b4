using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Journal;

/// <summary>The record of who used which session when.</summary>
public sealed class JournalOptions
{
    /// <summary>Whether uses are recorded. Mix-ups are in any case. Default: true.</summary>
    public bool Uses { get; set; } = true;

    /// <summary>How often uses are written, 100 milliseconds to 1 minute: what a crash loses at most. Default: 2 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan WriteInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How many sums may wait in memory, 1,000 to 10,000,000, of some 200 bytes each; a session that is in use has one or two. Uses past that are counted as lost. Default: 500,000.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int MaxWaiting { get; set; } = 500_000;
}
