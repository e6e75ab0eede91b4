using System.Collections.Concurrent;

namespace Cloakroom.Probe.Transport;

/// <summary>The time that one request has, for one part after the other; ended early when the run is.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _source;
    private CancellationTokenRegistration _run;

    private TimeLimit(TimeProvider time) => _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);

    public CancellationToken Token => _source.Token;

    /// <summary>From now on; in place of what was set before.</summary>
    public void Set(TimeSpan left) => _source.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);

    public void Dispose() => _source.Dispose();

    /// <summary>Used again and again: a source and its timer for each request would cost as much as the request's own header.</summary>
    internal sealed class Pool(TimeProvider time) : IDisposable
    {
        private readonly ConcurrentQueue<TimeLimit> _idle = new();

        public TimeLimit Rent(CancellationToken run)
        {
            if (!_idle.TryDequeue(out var limit))
                limit = new TimeLimit(time);
            limit._run = run.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), limit._source);
            return limit;
        }

        public void Return(TimeLimit limit)
        {
            limit._run.Dispose();
            if (limit._source.TryReset())
                _idle.Enqueue(limit);
            else
                limit.Dispose();
        }

        public void Dispose()
        {
            while (_idle.TryDequeue(out var limit))
                limit.Dispose();
        }
    }
}
