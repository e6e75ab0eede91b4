using Cloakroom.Journal;

namespace Cloakroom.Alerts.Sending;

/// <summary>Wakes the sender when this process has reported a mix-up: what other processes report is found a second later.</summary>
internal sealed class AlertSignal : IMixupListener
{
    private TaskCompletionSource _next = Create();

    /// <summary>Completes at the next one. Take it before looking, so that none comes in between.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void OnMixup(Mixup mixup) => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
