namespace Cloakroom.Sqlite;

/// <summary>Something that waits for its turn on a connection, and whose caller may give up at any time.</summary>
/// <typeparam name="TContext">What it runs against.</typeparam>
internal abstract class Work<TContext>
{
    /// <summary>Whether to run it at all. What was given up before it began has no effect.</summary>
    public abstract bool IsWanted { get; }

    /// <summary>Does it and keeps the result.</summary>
    public abstract void Run(TContext context);

    /// <summary>Hands the result over.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception error);
}

internal sealed class Work<TContext, TResult>(Func<TContext, TResult> body) : Work<TContext>
{
    // The caller goes on on the thread pool, not on the thread of the connection.
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult _result = default!;

    public override bool IsWanted => !_completion.Task.IsCompleted;

    public override void Run(TContext context) => _result = body(context);

    public override void Complete() => _completion.TrySetResult(_result);

    public override void Fail(Exception error) => _completion.TrySetException(error);

    /// <summary>Waits until it is done or the caller gives up.</summary>
    public async ValueTask<TResult> WaitAsync(CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((Work<TContext, TResult>)state!)._completion.TrySetCanceled(token), this);
        return await _completion.Task;
    }
}
