namespace Cloakroom.Replay.Harness;

/// <summary>What only watches, with every rule set to observe, where a replay is about true leaks.</summary>
internal enum Watcher
{
    /// <summary>The library inside the application. Its records still open with their own secrets alone.</summary>
    Library,

    /// <summary>The edge, in front of the application with its stock sessions.</summary>
    Edge,
}
