using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Policies;

namespace Cloakroom.Sqlite;

/// <summary>Policies on incidents.</summary>
internal sealed partial class SqliteStore
{
    public ValueTask<IReadOnlyList<PolicyCase>> ReadPolicyCasesAsync(CancellationToken cancellationToken) => _reads.RunAsync(PolicyTables.ReadCases, cancellationToken);

    public ValueTask<bool> AddPolicyActionAsync(PolicyAction action, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => PolicyTables.Add(write, action), cancellationToken);

    public ValueTask<QuarantineBatch> ReadQuarantineAsync(string incidentId, int max, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => PolicyTables.ReadBatch(database, incidentId, max), cancellationToken);

    public ValueTask<SessionsEnded?> QuarantineAsync(
        string incidentId, QuarantineBatch batch, IReadOnlyCollection<Involvement> involved, ControlEntry entry, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => PolicyTables.Quarantine(write, incidentId, batch, involved, entry), cancellationToken);
}
