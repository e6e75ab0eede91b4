using System.Runtime.InteropServices;

namespace Cloakroom.Journal;

/// <summary>How many mix-ups may be recorded within a time, in all and of one owner. Safe for any number of threads.</summary>
/// <param name="max">In all.</param>
/// <param name="maxPerOwner">Of one owner; those without one share what there is.</param>
/// <param name="length">How long until there is room again, however the clock is set meanwhile.</param>
/// <param name="time">Measures it.</param>
internal sealed class MixupAllowance(int max, int maxPerOwner, TimeSpan length, TimeProvider time)
{
    // Of those that took room only, so that there are never more than that.
    private readonly Dictionary<MixupParty, int> _byOwner = [];
    private readonly Lock _lock = new();
    private long? _began;
    private int _count;

    public bool TryTake(MixupParty owner)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_began is not { } began || time.GetElapsedTime(began, now) >= length)
            {
                (_began, _count) = (now, 0);
                _byOwner.Clear();
            }

            if (_count >= max)
                return false;
            if (owner != MixupParty.Unknown)
            {
                ref var taken = ref CollectionsMarshal.GetValueRefOrAddDefault(_byOwner, owner, out _);
                if (taken >= maxPerOwner)
                    return false;
                taken++;
            }

            _count++;
            return true;
        }
    }
}
