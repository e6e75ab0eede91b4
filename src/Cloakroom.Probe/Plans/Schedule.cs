namespace Cloakroom.Probe.Plans;

/// <summary>
/// Which trial is next: the first of each address's in its order, when the address has rested. One at a time at an address. Path variants wait until pages have
/// shown what they show without rests: where a page leaks by itself, its variants need not be tried.
/// </summary>
internal sealed class Schedule(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Signal _signal = new();
    private readonly Dictionary<Target, Lane> _lanes = [];
    private readonly PriorityQueue<Lane, (long Due, bool IsVariant, int Turn)> _waiting = new();
    private readonly HashSet<Trial> _opening = new(ReferenceEqualityComparer.Instance);
    private bool _hasBegun;
    private int _turn;
    private int _left;
    private int _underWay;

    /// <summary>Trials of the plan that wait for their turn or their rest, or are under way; not the extra ones.</summary>
    public int Left => Volatile.Read(ref _left);

    public void Add(Trial trial)
    {
        lock (_gate)
        {
            if (!_lanes.TryGetValue(trial.Target, out var lane))
                _lanes.Add(trial.Target, lane = new Lane());
            lane.Trials.Enqueue(trial);
            lane.Rests |= !NeedsNoRest(trial);
            if (!_hasBegun && !trial.IsExtra && !lane.Rests && !IsVariant(trial))
                _opening.Add(trial);
            _left += trial.IsExtra ? 0 : 1;
            Queue(lane);
            _signal.Changed();
        }
    }

    /// <summary>The next trial, as soon as there is one.</summary>
    /// <returns>Null when nothing is left and nothing under way that could add something.</returns>
    public async Task<Trial?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            var wait = Timeout.InfiniteTimeSpan;
            lock (_gate)
            {
                var now = time.GetTimestamp();
                if (_waiting.TryPeek(out var lane, out var priority))
                {
                    if (priority.IsVariant && _opening.Count > 0)
                        wait = Timeout.InfiniteTimeSpan;
                    else if (priority.Due <= now)
                        return Begin(_waiting.Dequeue());
                    else
                        wait = time.GetElapsedTime(now, priority.Due);
                }
                else if (_underWay == 0)
                {
                    return null;
                }

                changed = _signal.Next;
            }

            using var due = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(wait, time, due.Token));
            await due.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The trial is over: from now its address rests.</summary>
    public void Done(Trial trial)
    {
        lock (_gate)
        {
            var lane = _lanes[trial.Target];
            lane.IsUnderWay = false;
            lane.RestsSince = time.GetTimestamp();
            _opening.Remove(trial);
            _underWay--;
            _left -= trial.IsExtra ? 0 : 1;
            Queue(lane);
            _signal.Changed();
        }
    }

    private Trial Begin(Lane lane)
    {
        _hasBegun = true;
        lane.IsQueued = false;
        lane.IsUnderWay = true;
        _underWay++;
        return lane.Trials.Dequeue();
    }

    private void Queue(Lane lane)
    {
        if (lane.IsUnderWay || lane.IsQueued || !lane.Trials.TryPeek(out var next))
            return;
        lane.IsQueued = true;
        var rest = next.IsCold ? TimeSpan.Zero : next.Rest;
        // What is beyond the plan waits behind all that was due before: without a rest it would be due at once each time, and nothing else would ever have its turn.
        var due = lane.RestsSince is { } since && (rest > TimeSpan.Zero || next.IsExtra) ? since + (long)(rest.TotalSeconds * time.TimestampFrequency) : 0;
        _waiting.Enqueue(lane, (due, IsVariant(next), _turn++));
    }

    private static bool NeedsNoRest(Trial trial) => trial.IsCold || trial.Rest == TimeSpan.Zero;

    private static bool IsVariant(Trial trial) => trial.Target.Kind == TargetKind.Variant;

    private sealed class Lane
    {
        public Queue<Trial> Trials { get; } = new();

        public bool IsUnderWay { get; set; }

        public bool IsQueued { get; set; }

        /// <summary>Whether one of its trials needs rest, so that those behind it wait as well.</summary>
        public bool Rests { get; set; }

        public long? RestsSince { get; set; }
    }
}
