namespace Cloakroom.Control;

/// <summary>Contains an incident without taking the site down: the mode, and ending sessions in O(1).</summary>
/// <remarks>
/// Every call is durable and in force on this node when it returns, and on other nodes within
/// <see cref="Sessions.NearCacheOptions.MaxStaleness"/>. A call that throws <see cref="CloakroomException"/> must be repeated: whether it
/// took effect is unknown.
/// </remarks>
public interface ICloakroomControl
{
    /// <summary>The mode in force, as the store has it.</summary>
    Task<ModeState> GetModeAsync(CancellationToken cancellationToken = default);

    /// <summary>Sets the mode.</summary>
    /// <param name="mode">The mode.</param>
    /// <param name="by">Who: a name, for the audit trail; not empty.</param>
    /// <param name="why">The reason, for the audit trail; not empty.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task SetModeAsync(CloakroomMode mode, string by, string why, CancellationToken cancellationToken = default);

    /// <summary>Ends every session there is, anonymous ones too.</summary>
    Task RevokeAllAsync(string by, string why, CancellationToken cancellationToken = default);

    /// <summary>Ends every session of a tenant.</summary>
    Task RevokeTenantAsync(string tenant, string by, string why, CancellationToken cancellationToken = default);

    /// <summary>Ends every session of a subject.</summary>
    Task RevokeSubjectAsync(string subject, string by, string why, CancellationToken cancellationToken = default);

    /// <summary>The audit trail, newest first.</summary>
    Task<IReadOnlyList<ControlEntry>> GetHistoryAsync(int max = 100, CancellationToken cancellationToken = default);
}
