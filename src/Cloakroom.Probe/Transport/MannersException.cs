namespace Cloakroom.Probe.Transport;

/// <summary>The probe does not send this.</summary>
/// <param name="rule">Which rule.</param>
/// <param name="message">What, and which option would allow it.</param>
internal sealed class MannersException(MannersRule rule, string message) : Exception(message)
{
    public MannersRule Rule => rule;
}

internal enum MannersRule
{
    Host,
    UnsafeMethod,
    Excluded,

    /// <summary>The run is over.</summary>
    Total,

    /// <summary>The host has not answered for so long that it is left alone.</summary>
    HostDown,
}
