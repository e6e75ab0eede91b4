using Cloakroom.Control;
using Cloakroom.Journal;

namespace Cloakroom.Sqlite;

/// <summary>Control and mix-ups.</summary>
internal sealed partial class SqliteStore
{
    public ValueTask<ControlSnapshot> ReadControlAsync(long sinceRevision, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => ControlFeed.Read(database, sinceRevision), cancellationToken);

    public ValueTask<EpochStamp> ReadEpochsAsync(string? tenant, string? subject, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => ControlTables.ReadEpochs(database, tenant, subject), cancellationToken);

    public async ValueTask SetModeAsync(ModeState mode, CancellationToken cancellationToken) =>
        await _writes.RunAsync(write => ControlTables.SetMode(write, mode), cancellationToken);

    public ValueTask<bool> ReplaceModeAsync(ModeState known, ModeState mode, CancellationToken cancellationToken) =>
        _writes.RunAsync(
            write =>
            {
                if (ControlFeed.Read(write.Database, 0).Mode != known)
                {
                    return false;
                }

                ControlTables.SetMode(write, mode);
                return true;
            },
            cancellationToken);

    public async ValueTask AdvanceEpochAsync(EpochScope scope, string? name, ControlEntry entry, CancellationToken cancellationToken)
    {
        if (scope == EpochScope.All != name is null)
        {
            throw new ArgumentException("A tenant or a subject has a name, all have none.", nameof(name));
        }

        await _writes.RunAsync(write => ControlTables.AdvanceEpoch(write, scope, name, entry), cancellationToken);
    }

    public async ValueTask SetPassAsync(VerifyPass? pass, ControlEntry entry, CancellationToken cancellationToken) =>
        await _writes.RunAsync(write => ControlTables.SetPass(write, pass, entry), cancellationToken);

    public ValueTask<IReadOnlyList<ControlEntry>> ReadHistoryAsync(int max, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => ControlTables.ReadHistory(database, max), cancellationToken);

    public ValueTask<MixupPlace> AppendMixupAsync(Mixup mixup, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => MixupTable.Append(write, mixup), cancellationToken);

    public ValueTask<IReadOnlyList<Mixup>> ReadMixupsAsync(DateTimeOffset since, int max, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => MixupTable.Read(database, since, max), cancellationToken);
}
