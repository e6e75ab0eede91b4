using Cloakroom.Replay.Harness;
using Cloakroom.Sessions;

namespace Cloakroom.Replay.Faults;

/// <summary>
/// Cachetur's storage: it takes every write without keeping it, and answers every read with one and the same record, that of
/// whoever signed in last. Every fourth read fails outright. The worst of what "inaccessible" can mean.
/// </summary>
internal sealed class ConstantRecordStore(ICloakroomStore inner, FaultSwitch fault) : StoreDecorator(inner)
{
    private volatile SessionRecord? _constant;
    private int _reads;

    public override ValueTask<StoreWrite> CreateAsync(SessionRecord record, SessionCreation creation, CancellationToken cancellationToken)
    {
        _constant = record;
        return fault.IsOn ? new(Swallowed) : base.CreateAsync(record, creation, cancellationToken);
    }

    public override async ValueTask<StoredSession?> ReadAsync(RecordKey key, CancellationToken cancellationToken)
    {
        if (!fault.IsOn || _constant is not { } constant) return await base.ReadAsync(key, cancellationToken);

        if (Interlocked.Increment(ref _reads) % 4 == 0) throw new IOException("The session storage is not accessible.");
        if (constant.Key != key) fault.HadEffect();
        var control = await Inner.ReadControlAsync(0, cancellationToken);
        return new StoredSession(constant, await Inner.ReadEpochsAsync(constant.Tenant, constant.Subject, cancellationToken), control.Mode.Mode, control.Revision);
    }

    public override ValueTask<StoreWrite> WriteAsync(SessionRecord record, long expectedGeneration, CancellationToken cancellationToken) =>
        fault.IsOn ? new(Swallowed) : base.WriteAsync(record, expectedGeneration, cancellationToken);

    public override ValueTask<StoreWrite> RotateAsync(
        RecordKey key, long expectedGeneration, SessionRecord successor, DateTimeOffset endedAt, DateTimeOffset graceUntil, CancellationToken cancellationToken) =>
        fault.IsOn ? new(Swallowed) : base.RotateAsync(key, expectedGeneration, successor, endedAt, graceUntil, cancellationToken);

    public override ValueTask TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        fault.IsOn ? ValueTask.CompletedTask : base.TouchAsync(touches, cancellationToken);

    public override ValueTask<bool> RevokeAsync(RecordKey key, DateTimeOffset endedAt, CancellationToken cancellationToken) =>
        fault.IsOn ? new(true) : base.RevokeAsync(key, endedAt, cancellationToken);

    private static StoreWrite Swallowed => new(WriteStatus.Written, long.MaxValue / 2);
}
