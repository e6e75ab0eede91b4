using System.Runtime.InteropServices;

namespace Cloakroom.Rates;

/// <summary>How many ids of a sample come with how many different values within ten minutes. Its memory is bounded: when there are too many ids, every second one is let go for good.</summary>
/// <remarks>
/// Each id has windows of ten minutes of its own, which begin spread over all minutes, and counts at most once in each. Nobody waits for the lock: a sighting that
/// finds it taken is skipped, and the next one will do.
/// </remarks>
/// <param name="threshold">From so many different values on an id counts, 2 to 4.</param>
/// <param name="capacity">So many ids at most, of some 60 bytes each.</param>
internal sealed class DistinctWatch(int threshold, int capacity = DistinctWatch.DefaultCapacity)
{
    public const int DefaultCapacity = 2_048;
    public const int WindowMinutes = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, Seen> _seen = [];
    private ulong _mask;
    private int _minute;
    private long _ids;
    private long _crossed;

    /// <summary>One of so many ids is looked at.</summary>
    public long SampledOneOf => (long)Volatile.Read(ref _mask) + 1;

    /// <summary>How many are in memory.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _seen.Count;
        }
    }

    /// <summary>Whether the id is one of those looked at.</summary>
    public bool Samples(ulong id) => (id & Volatile.Read(ref _mask)) == 0;

    /// <param name="id">Evenly spread bits.</param>
    /// <param name="value">What it comes with, as evenly spread bits.</param>
    public void Note(ulong id, ulong value)
    {
        if (!Samples(id) || !_lock.TryEnter())
            return;
        try
        {
            // The mask may have become narrower meanwhile.
            if (!Samples(id))
                return;
            ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, id, out var isKnown);
            var window = WindowOf(id);
            if (!isKnown || seen.Window != window)
            {
                seen = new Seen { Window = window };
                _ids++;
            }

            if (seen.Add(value) && seen.Count == threshold)
                _crossed++;
            if (_seen.Count > capacity)
                Narrow();
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>Ends a minute.</summary>
    /// <returns>Ids that reached the threshold, of windows that began.</returns>
    public RateCount TakeMinute()
    {
        lock (_lock)
        {
            var count = new RateCount(_crossed, _ids);
            (_crossed, _ids) = (0, 0);
            _minute++;
            foreach (var (id, seen) in _seen)
            {
                if (seen.Window != WindowOf(id))
                    _seen.Remove(id);
            }

            // Traffic that has gone down again is worth looking at more closely.
            if (_mask != 0 && _seen.Count < capacity / 4)
                Volatile.Write(ref _mask, _mask >> 1);
            return count;
        }
    }

    private void Narrow()
    {
        Volatile.Write(ref _mask, (_mask << 1) | 1);
        foreach (var id in _seen.Keys)
        {
            if (!Samples(id))
                _seen.Remove(id);
        }
    }

    // By other bits than the sample.
    private int WindowOf(ulong id) => (_minute + (int)((id >> 32) % WindowMinutes)) / WindowMinutes;

    /// <summary>The values of one id in one window, as many as are needed.</summary>
    private struct Seen
    {
        private ulong _first;
        private ulong _second;
        private ulong _third;

        public int Window { get; init; }

        public int Count { get; private set; }

        /// <returns>Whether it is another than those before.</returns>
        public bool Add(ulong value)
        {
            if ((Count > 0 && value == _first) || (Count > 1 && value == _second) || (Count > 2 && value == _third) || Count > 3)
                return false;
            switch (Count++)
            {
                case 0: _first = value; break;
                case 1: _second = value; break;
                case 2: _third = value; break;
            }

            return true;
        }
    }
}
