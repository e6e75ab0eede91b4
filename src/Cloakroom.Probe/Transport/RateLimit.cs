namespace Cloakroom.Probe.Transport;

/// <summary>Spaces requests, so that no more than the rate leave in the long run. Those that must leave together are reserved together and wait for each other's turns.</summary>
internal sealed class RateLimit
{
    /// <summary>How late a turn may be taken and still count from when it was due: timers are no better, and lost time would be lost rate.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    /// <summary>Answers without trouble after which the rate goes up again by half.</summary>
    private const int CalmAnswers = 100;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly double _most;
    private readonly double _ticksPerSecond;
    private readonly long _slack;
    private double _rate;
    private long _next;
    private long _slowedAt;
    private int _calm;

    /// <param name="perSecond">More than 0; infinity for no limit.</param>
    /// <param name="time">The clock.</param>
    public RateLimit(double perSecond, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        _most = _rate = perSecond;
        _time = time;
        _ticksPerSecond = time.TimestampFrequency;
        _slack = (long)(Slack.TotalSeconds * _ticksPerSecond);
        _next = _slowedAt = time.GetTimestamp();
    }

    /// <summary>A second, as it is now: less than was asked for while the site says that it is too much.</summary>
    public double PerSecond
    {
        get
        {
            lock (_lock)
                return _rate;
        }
    }

    /// <summary>Waits until so many may leave at once.</summary>
    public ValueTask WaitAsync(int count, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            var start = Math.Max(_next, now - _slack);
            _next = start + (long)(count / _rate * _ticksPerSecond);
            wait = start <= now ? TimeSpan.Zero : _time.GetElapsedTime(now, start);
        }

        return wait == TimeSpan.Zero ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, _time, cancellationToken));
    }

    /// <summary>The site has had enough: nothing leaves for that long, and then half as much.</summary>
    /// <param name="sent">A timestamp. Answers to what was sent before the last time say nothing new.</param>
    /// <param name="pause">How long.</param>
    public void SlowDown(long sent, TimeSpan pause)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _calm = 0;
            _next = Math.Max(_next, now + (long)(pause.TotalSeconds * _ticksPerSecond));
            if (sent < _slowedAt)
                return;
            _slowedAt = now;
            // Without a limit there is nothing to halve, and a site that complains has to get one.
            _rate = double.IsInfinity(_rate) ? 100 : Math.Max(_rate / 2, Math.Min(1, _most));
        }
    }

    /// <summary>An answer without trouble.</summary>
    public void Calm()
    {
        // Read without the lock on purpose: the rate is the whole one nearly always, and then there is nothing to do.
        if (_rate >= _most)
            return;
        lock (_lock)
        {
            if (++_calm < CalmAnswers)
                return;
            _calm = 0;
            _rate = _rate * 1.5 is var more && more >= Math.Min(_most, 1e6) ? _most : more;
        }
    }
}
