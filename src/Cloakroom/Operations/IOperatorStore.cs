using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Operations;

/// <summary>What operators ask of a store and do to it, beyond what requests need.</summary>
internal interface IOperatorStore
{
    /// <summary>What happened in each minute of an interval, oldest first; a minute in which nothing did is left out. The cost does not depend on how many sessions there are.</summary>
    /// <remarks>Kept for as long as uses are (<see cref="PurgeCutoffs.UsesBefore"/>). Erasing uses leaves them: they name nobody.</remarks>
    ValueTask<IReadOnlyList<MinuteTotals>> ReadMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>One mix-up and its incident; null when there is none of that id.</summary>
    ValueTask<FiledMixup?> FindMixupAsync(string id, CancellationToken cancellationToken);

    /// <summary>The newest record of a session by its public id, whatever its status; null when there is none.</summary>
    ValueTask<SessionRecord?> FindByIdAsync(string id, CancellationToken cancellationToken);

    /// <summary>How many sessions are live, unexpired and not ended by an epoch, anonymous ones too: what <see cref="IControlStore.AdvanceEpochAsync"/> would end.</summary>
    /// <param name="scope">Whose.</param>
    /// <param name="name">The tenant or subject; null for <see cref="EpochScope.All"/>.</param>
    /// <param name="now">Now, UTC.</param>
    /// <param name="max">Counting stops there.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<int> CountLiveAsync(EpochScope scope, string? name, DateTimeOffset now, int max, CancellationToken cancellationToken);

    /// <summary>As <see cref="ISessionStore.RevokeByIdAsync"/>, and appends to the audit trail if something ended: both or neither.</summary>
    ValueTask<bool> RevokeByIdAsync(string subject, string id, ControlEntry entry, CancellationToken cancellationToken);
}
