namespace Cloakroom.Alerts;

/// <summary>What became of an event for one destination.</summary>
internal enum AlertState
{
    /// <summary>Still to be sent, or to be tried again.</summary>
    Pending,

    /// <summary>The destination has taken it.</summary>
    Delivered,

    /// <summary>Given up: refused for good, or not taken for a day. <c>cloakroom alert retry</c> tries again.</summary>
    Dead,

    /// <summary>The destination does not want events of this kind.</summary>
    Muted,
}
