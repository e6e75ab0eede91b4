namespace Cloakroom.Probe.Tests.Runs;

/// <summary>
/// The system's clock, but that a run's time is up when the test says so: what has to happen before does, however slow the machine is. What is shorter than a run,
/// pauses and limits of requests, takes its own time, and so does what happens again and again.
/// </summary>
/// <param name="recurs">False, and what happens again and again does not happen: a slow machine would have more of it.</param>
internal sealed class RunTime(bool recurs = true) : TimeProvider
{
    private static readonly TimeSpan ShortestRun = TimeSpan.FromSeconds(4);

    private readonly Lock _lock = new();
    private readonly List<HeldTimer> _held = [];

    /// <summary>Ends whatever would have ended first.</summary>
    public void Pass()
    {
        HeldTimer first;
        lock (_lock)
        {
            first = _held.MinBy(timer => timer.Due) ?? throw new InvalidOperationException("Nothing waits for its end.");
            _held.Remove(first);
        }

        first.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (!recurs && period > TimeSpan.Zero)
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (dueTime < ShortestRun || period > TimeSpan.Zero)
            return base.CreateTimer(callback, state, dueTime, period);
        var timer = new HeldTimer(this, GetUtcNow() + dueTime, () => callback(state));
        lock (_lock)
            _held.Add(timer);
        return timer;
    }

    private sealed class HeldTimer(RunTime time, DateTimeOffset due, Action fire) : ITimer
    {
        public DateTimeOffset Due => due;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("The end of a run is not put off.");

        public void Dispose()
        {
            lock (time._lock)
                time._held.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
