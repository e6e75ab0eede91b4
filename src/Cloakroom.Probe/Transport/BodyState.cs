namespace Cloakroom.Probe.Transport;

/// <summary>How much of a body could be looked at. What could not is told, never taken for clean.</summary>
internal enum BodyState
{
    Whole,

    /// <summary>Longer than the limit; the beginning was looked at.</summary>
    CutOff,

    /// <summary>In an encoding that cannot be read here, or broken; only the raw bytes were looked at.</summary>
    Undecoded,

    /// <summary>The connection ended, or the request was given up, before the end.</summary>
    Incomplete,
}
