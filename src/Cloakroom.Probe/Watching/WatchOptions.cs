using Cloakroom.Probe.Runs;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Watching;

/// <summary>What is watched, and how often.</summary>
internal sealed record WatchOptions
{
    /// <summary>Of each round; its seed is the first one's, and each round has the next.</summary>
    public required ProbeOptions Probe { get; init; }

    public required ProbeClientOptions Sending { get; init; }

    /// <summary>Of each round.</summary>
    public required MannersOptions Manners { get; init; }

    /// <summary>From the beginning of a round to the next one's; when a round takes longer the next follows after <see cref="Shortest"/>. 5 minutes.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two rounds at least: rounds that fail at once must not become a load of their own. A second.</summary>
    public TimeSpan Shortest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Ends after so many; null to go on until it is stopped.</summary>
    public int? Rounds { get; init; }

    /// <summary>Ends with the first round that has a leak to report.</summary>
    public bool UntilLeak { get; init; }
}
