using Cloakroom.Replay.Caches;

namespace Cloakroom.Replay.Harness;

/// <summary>What can be chosen for a replay.</summary>
/// <param name="Users">How many users sign in.</param>
/// <param name="Seed">Of the users' markers and choices.</param>
/// <param name="Cache">The shared cache of the scenarios that have one.</param>
/// <param name="Guard">What protects the guarded side.</param>
/// <param name="Spectator">Who looks on; null for nobody.</param>
internal sealed record ReplaySettings(int Users, long Seed, CacheKind Cache, Guard Guard = Guard.Library, ISpectator? Spectator = null)
{
    /// <summary>Fewer cannot be split into those whom the fault touches and those whom it does not.</summary>
    public const int MinUsers = 4;

    /// <summary>More do not fit into the time limits of a scenario on a small machine.</summary>
    public const int MaxUsers = 500;

    public const int DefaultUsers = 40;
}
