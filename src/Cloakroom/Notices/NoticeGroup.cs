namespace Cloakroom.Notices;

/// <summary>Who is told of an incident.</summary>
internal enum NoticeGroup
{
    /// <summary>Those whose data was shown to somebody else.</summary>
    Owners,

    /// <summary>Those who were shown somebody else's data.</summary>
    Receivers,
}
