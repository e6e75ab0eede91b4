using System.Collections.Concurrent;
using Cloakroom.Replay.Harness;
using Cloakroom.Sessions;

namespace Cloakroom.Replay.Faults;

/// <summary>
/// TopCashback's allocation: what is created under the fault shares a slot with others, and reading any of a slot's keys gives the
/// record that was put there last. Every fifth creation is refused as a key that exists. Older records are not touched.
/// </summary>
internal sealed class CollidingStore(ICloakroomStore inner, FaultSwitch fault) : StoreDecorator(inner)
{
    private const int Slots = 2;

    private readonly ConcurrentDictionary<RecordKey, int> _slotOf = new();
    private readonly ConcurrentDictionary<int, RecordKey> _lastInSlot = new();
    private int _created;

    public override async ValueTask<StoreWrite> CreateAsync(SessionRecord record, SessionCreation creation, CancellationToken cancellationToken)
    {
        if (!fault.IsOn) return await base.CreateAsync(record, creation, cancellationToken);

        var number = Interlocked.Increment(ref _created);
        if (number % 5 == 0)
        {
            fault.HadEffect();
            return new StoreWrite(WriteStatus.Duplicate, 0);
        }

        var written = await base.CreateAsync(record, creation, cancellationToken);
        _slotOf[record.Key] = number % Slots;
        _lastInSlot[number % Slots] = record.Key;
        return written;
    }

    public override ValueTask<StoredSession?> ReadAsync(RecordKey key, CancellationToken cancellationToken)
    {
        if (!fault.IsOn || !_slotOf.TryGetValue(key, out var slot)) return base.ReadAsync(key, cancellationToken);

        var found = _lastInSlot[slot];
        if (found != key) fault.HadEffect();
        return base.ReadAsync(found, cancellationToken);
    }
}
