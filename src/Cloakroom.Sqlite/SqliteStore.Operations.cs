using Cloakroom.Control;
using Cloakroom.Operations;
using Cloakroom.Sessions;

namespace Cloakroom.Sqlite;

/// <summary>What operators ask.</summary>
internal sealed partial class SqliteStore
{
    public ValueTask<IReadOnlyList<MinuteTotals>> ReadMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => MinuteTable.Read(database, from, to), cancellationToken);

    public ValueTask<FiledMixup?> FindMixupAsync(string id, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => OperatorReads.FindMixup(database, id), cancellationToken);

    public ValueTask<SessionRecord?> FindByIdAsync(string id, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => OperatorReads.FindById(database, id), cancellationToken);

    public ValueTask<int> CountLiveAsync(EpochScope scope, string? name, DateTimeOffset now, int max, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => OperatorReads.CountLive(database, scope, name, now, max), cancellationToken);

    public ValueTask<bool> RevokeByIdAsync(string subject, string id, ControlEntry entry, CancellationToken cancellationToken) =>
        _writes.RunAsync(
            write =>
            {
                var ended = SessionWrites.RevokeById(write, id, entry.At, of: subject);
                if (ended)
                {
                    ControlTables.AppendHistory(write.Database, entry, edgeRevision: null);
                }

                return ended;
            },
            cancellationToken);
}
