namespace Cloakroom.Incidents;

/// <summary>What is known of one who may have seen another's session.</summary>
internal enum ImpactClass
{
    /// <summary>Something of the owner's was served to the receiver.</summary>
    Exposed,

    /// <summary>The receiver was given what opens the owner's session, or came near it, and is not known to have been served anything of it.</summary>
    Possible,

    /// <summary>It was tried, and nothing was served.</summary>
    Blocked,
}
