namespace Cloakroom.Replay.Harness;

/// <summary>The wall clock of one run, which can be set forward: so that a half hour's pause takes no half hour. Timers run in real time.</summary>
internal sealed class ReplayClock : TimeProvider
{
    private long _aheadTicks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _aheadTicks));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _aheadTicks, time.Ticks);
}
