namespace Cloakroom.Incidents;

/// <summary>Whether somebody still has to look at it.</summary>
internal enum IncidentStatus
{
    /// <summary>Takes further mix-ups.</summary>
    Open,

    /// <summary>Somebody has said that it is over: what comes now is another incident.</summary>
    Closed,
}
