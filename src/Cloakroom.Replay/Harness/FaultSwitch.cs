using System.Diagnostics;

namespace Cloakroom.Replay.Harness;

/// <summary>Whether the fault is in force, and when it first did something that could mix users up.</summary>
internal sealed class FaultSwitch
{
    private long _firstEffect;

    public bool IsOn { get; private set; }

    /// <summary>A <see cref="Stopwatch"/> time stamp; null while the fault has had no effect.</summary>
    public long? FirstEffect => Interlocked.Read(ref _firstEffect) is not 0 and var at ? at : null;

    public void Set(bool isOn) => IsOn = isOn;

    /// <summary>Called by the fault itself, at the moment that it has an effect.</summary>
    public void HadEffect() => Interlocked.CompareExchange(ref _firstEffect, Stopwatch.GetTimestamp(), 0);
}
