using System.Collections.Concurrent;
using System.Diagnostics;
using Cloakroom.Journal;

namespace Cloakroom.Replay.Harness;

/// <summary>What Cloakroom reports while a scenario runs.</summary>
internal sealed class MixupRecorder : IMixupListener
{
    private readonly ConcurrentQueue<(long At, Mixup Mixup)> _heard = new();

    public IEnumerable<Mixup> All => _heard.Select(entry => entry.Mixup);

    public int Blocked => _heard.Count(entry => entry.Mixup.Disposition == MixupDisposition.Blocked);

    public void OnMixup(Mixup mixup) => _heard.Enqueue((Stopwatch.GetTimestamp(), mixup));

    /// <summary>From a moment to the first report after it; null when there was none.</summary>
    public TimeSpan? TimeSince(long? effect)
    {
        if (effect is not { } start) return null;
        foreach (var (at, _) in _heard)
        {
            if (at >= start) return Stopwatch.GetElapsedTime(start, at);
        }

        return null;
    }
}
