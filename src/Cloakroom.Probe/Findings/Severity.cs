namespace Cloakroom.Probe.Findings;

/// <summary>How bad it is. The exit status goes by it.</summary>
internal enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Nothing has leaked, and something waits to: a cache that follows the headers would be right to leak it, or a session is not over when its owner thinks so.</summary>
    Warning,

    /// <summary>Somebody got what is another's.</summary>
    Leak,
}
