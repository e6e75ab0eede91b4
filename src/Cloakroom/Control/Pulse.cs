namespace Cloakroom.Control;

/// <summary>Beats at an interval, and at once when woken; what comes while nobody waits counts once.</summary>
internal sealed class Pulse : IDisposable
{
    private readonly SemaphoreSlim _beat = new(0, 1);
    private readonly ITimer _timer;

    public Pulse(TimeProvider time, TimeSpan interval) => _timer = time.CreateTimer(_ => Wake(), null, interval, interval);

    /// <returns>When the host stops, which work under way hears of as well.</returns>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _beat.WaitAsync(stoppingToken);
                await work(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    public void Wake()
    {
        try
        {
            if (_beat.CurrentCount == 0) _beat.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Woken already, or gone.
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _beat.Dispose();
    }
}
