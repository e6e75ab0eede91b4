namespace Cloakroom.Replay.Harness;

/// <summary>What a watcher can see of a scenario, which <c>docs/replays.md</c> gives the reason for and every run checks.</summary>
internal enum Sight
{
    /// <summary>People are exposed, and it names exactly who to whom.</summary>
    Exposed,

    /// <summary>Nobody can be exposed even now, since nothing opens for anybody else; what was tried is reported.</summary>
    Blocked,

    /// <summary>Nobody can be exposed, and nothing is tried that could be reported as anybody's.</summary>
    Prevented,

    /// <summary>People are exposed, and it takes place where this watcher does not stand.</summary>
    NotVisible,
}
