namespace Cloakroom.Probe.Transport;

/// <summary>When cookies of an answer go into the account's jar.</summary>
internal enum CookieKeeping
{
    /// <summary>As soon as it is clear that they are nobody else's; see <see cref="Overlaps"/>. At once, where nobody else asked there.</summary>
    WhenClear,

    /// <summary>For what cannot go on without them: the steps of a scenario.</summary>
    AtOnce,

    Never,
}
