namespace Cloakroom.Edge.Tests.Forwarding;

/// <summary>How far what is alive on the managed heap grows while this is watching.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
    private volatile bool _isOver;
    private long _peak;

    public PeakMemory() => _ = Task.Run(WatchAsync);

    public long Growth
    {
        get
        {
            Look();
            return Volatile.Read(ref _peak) - _before;
        }
    }

    public void Dispose() => _isOver = true;

    /// <summary>One look at a time: on a busy machine one takes longer than the time between two, and looks that pile up leave nobody a thread.</summary>
    private async Task WatchAsync()
    {
        while (!_isOver)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
            Look();
        }
    }

    private void Look()
    {
        var now = GC.GetTotalMemory(forceFullCollection: true);
        if (now > Volatile.Read(ref _peak))
            Volatile.Write(ref _peak, now);
    }
}
