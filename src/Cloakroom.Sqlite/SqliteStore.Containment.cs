using Cloakroom.Control;
using Cloakroom.Incidents;

namespace Cloakroom.Sqlite;

/// <summary>Ending the sessions that an incident is about.</summary>
internal sealed partial class SqliteStore
{
    public ValueTask<SessionsEnded> EndInvolvedAsync(IReadOnlyCollection<Involvement> involved, ControlEntry entry, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => InvolvedTables.End(write, involved, entry), cancellationToken);

    public ValueTask<SessionsEnded> CountInvolvedAsync(IReadOnlyCollection<Involvement> involved, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => InvolvedTables.Count(database, involved), cancellationToken);
}
