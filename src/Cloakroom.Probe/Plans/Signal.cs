namespace Cloakroom.Probe.Plans;

/// <summary>Wakes all who wait for a change. To be used under the lock that guards what changes: then none is missed.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the next change.</summary>
    public Task Next => _next.Task;

    public void Changed()
    {
        var now = _next;
        _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        now.SetResult();
    }
}
