namespace Cloakroom.Sessions;

/// <summary>What happens when a subject signs in who has as many sessions as allowed.</summary>
public enum ConcurrentSessionPolicy
{
    /// <summary>The session that was created first ends.</summary>
    EndOldest,

    /// <summary>The sign-in is refused with <see cref="CloakroomErrorCode.TooManySessions"/>.</summary>
    RefuseNew,
}
