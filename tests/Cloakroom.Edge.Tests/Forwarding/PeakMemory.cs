namespace Cloakroom.Edge.Tests.Forwarding;

/// <summary>How far what is alive on the managed heap grows while this is watching.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
    private readonly Timer _timer;
    private long _peak;

    public PeakMemory() => _timer = new Timer(_ => Look(), null, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100));

    public long Growth
    {
        get
        {
            Look();
            return Volatile.Read(ref _peak) - _before;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = GC.GetTotalMemory(forceFullCollection: true);
        if (now > Volatile.Read(ref _peak))
            Volatile.Write(ref _peak, now);
    }
}
