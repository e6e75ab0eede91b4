using System.Collections.Concurrent;

namespace Cloakroom.Replay.Portal;

/// <summary>How long reports take: a moment, or, of whom the scenario says so, until the scenario lets them go.</summary>
internal sealed class ReportDesk
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(300);

    // Whoever waits for longer has hung up.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);

    /// <summary>A member's next report is held until it is let go.</summary>
    public Held Hold(string member) => _held[member] = new Held();

    /// <summary>Called by the page, once it knows whose it is.</summary>
    public async Task MakeAsync(string member)
    {
        if (!_held.TryRemove(member, out var held))
        {
            await Task.Delay(Moment);
            return;
        }

        held.Begin();
        await Task.WhenAny(held.Released, Task.Delay(Longest));
    }

    internal sealed class Held
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>When the application knows whose it is, and works at it.</summary>
        public Task Begun => _begun.Task;

        public Task Released => _released.Task;

        public void Begin() => _begun.TrySetResult();

        public void Release() => _released.TrySetResult();
    }
}
