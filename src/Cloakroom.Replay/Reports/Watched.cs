using System.Text.Json.Serialization;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Reports;

/// <summary>Who only watched the Cloakroom side, and what could be seen from there.</summary>
/// <param name="By">library or edge.</param>
/// <param name="Visible">exposed, blocked, prevented or not visible.</param>
/// <param name="Why">Why no more; empty when all of it.</param>
internal sealed record Watched(string By, string Visible, string Why)
{
    public static Watched Of(Watcher watcher, Sight sight, string why) => new(watcher.ToString().ToLowerInvariant(), NameOf(sight), why) { Sight = sight };

    [JsonIgnore]
    public Sight Sight { get; init; }

    /// <summary>How many pairs are on the list of who saw whom, also where there should be none.</summary>
    [JsonIgnore]
    public int NamedPairs { get; init; }

    /// <summary>Whether the run went as this says: what is called visible was seen exactly, and what is not was not made up.</summary>
    public bool Holds(CloakroomResult result) => Sight switch
    {
        Sight.Exposed => result.Pairs > 0 && result.Impact?.IsExact() == true,
        Sight.Blocked => result is { Pairs: 0, BlockedMixups: > 0 } && result.Impact?.IsExact() == true,
        Sight.Prevented => result.Pairs == 0 && result.Impact?.IsExact() == true,
        _ => result.Pairs > 0 && NamedPairs == 0,
    };

    private static string NameOf(Sight sight) => sight == Sight.NotVisible ? "not visible" : sight.ToString().ToLowerInvariant();
}
