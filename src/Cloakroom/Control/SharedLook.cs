namespace Cloakroom.Control;

/// <summary>A look at the store that many ask for. One runs at a time; those who ask meanwhile share the next one, so that nobody waits for more than two.</summary>
internal sealed class SharedLook
{
    private readonly Lock _looking = new();
    private Task _current = Task.CompletedTask;
    private Task? _next;

    /// <param name="look">Looks once; always the same.</param>
    /// <returns>Completes, or fails, with a look that begins after the question: only that one answers it.</returns>
    public Task AskAsync(Func<Task> look)
    {
        lock (_looking)
            return _next ??= LookAfterAsync(_current, look);
    }

    private async Task LookAfterAsync(Task current, Func<Task> look)
    {
        await current.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_looking)
        {
            _current = _next!;
            _next = null;
        }

        await look();
    }
}
