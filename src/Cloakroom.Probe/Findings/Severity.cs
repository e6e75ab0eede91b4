namespace Cloakroom.Probe.Findings;

/// <summary>How bad it is. The exit status goes by it.</summary>
internal enum Severity
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Nothing has leaked, and a cache that follows the headers would be right to leak it.</summary>
    Warning,

    /// <summary>Somebody got what is another's.</summary>
    Leak,
}
