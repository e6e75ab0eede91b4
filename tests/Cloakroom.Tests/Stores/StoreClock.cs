namespace Cloakroom.Tests.Stores;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class StoreClock : TimeProvider
{
    private long _ticks = SampleRecords.Start.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
