using Cloakroom.Edge.Configuration;

namespace Cloakroom.Edge.Forwarding;

/// <summary>The pool in use, and those of earlier configurations that still have requests to finish.</summary>
internal sealed class UpstreamPools(TimeProvider clock) : IDisposable
{
    // Between reading its plan and being counted, a request may wait for the store.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private List<UpstreamPool> _retired = [];
    private UpstreamPool? _current;

    public UpstreamPool? Current => Volatile.Read(ref _current);

    /// <summary>Requests under way, on retired pools too.</summary>
    public int Running => (Current?.Running ?? 0) + Volatile.Read(ref _retired).Sum(pool => pool.Running);

    /// <summary>Pools of earlier configurations that are not done yet.</summary>
    public int Retired => Volatile.Read(ref _retired).Count;

    /// <summary>The settings health is asked for with.</summary>
    public ForwardingOptions? Options { get; private set; }

    public UpstreamPool Use(EdgeOptions options)
    {
        lock (_lock)
        {
            Options = options.Forwarding;
            if (_current is { } same && same.Key == UpstreamPool.KeyOf(options))
                return same;

            var old = _current;
            var pool = new UpstreamPool(options, clock);
            Volatile.Write(ref _current, pool);
            if (old is not null)
            {
                _retired = [.. _retired, old];
                _ = RetireAsync(old);
            }

            return pool;
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        lock (_lock)
        {
            _current?.Dispose();
            foreach (var pool in _retired)
                pool.Dispose();
            _retired = [];
        }
    }

    private async Task RetireAsync(UpstreamPool pool)
    {
        try
        {
            await Task.Delay(Grace, clock, _stop.Token);
            while (pool.Running > 0)
                await Task.Delay(Interval, clock, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_lock)
        {
            _retired = [.. _retired.Where(other => other != pool)];
        }

        pool.Dispose();
    }
}
