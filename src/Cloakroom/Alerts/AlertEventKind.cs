namespace Cloakroom.Alerts;

/// <summary>What people are told of an incident.</summary>
internal enum AlertEventKind
{
    /// <summary>It began, or somebody has opened it by hand.</summary>
    Opened,

    /// <summary>It has grown past a power of ten, or something was served for the first time.</summary>
    Escalated,

    /// <summary>Somebody has said that it is over.</summary>
    Closed,

    /// <summary>Nothing happened: somebody tries whether alerts arrive.</summary>
    Test,
}
