using System.Collections.Concurrent;

namespace Cloakroom.Sqlite;

/// <summary>A bounded queue and the threads that serve it. Threads of its own, so that a disk that hangs takes none of the pool's.</summary>
internal sealed class WorkQueue<TContext> : IDisposable
{
    private readonly BlockingCollection<Work<TContext>> _queue;
    private readonly string _path;
    private readonly string _name;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _threads;

    public WorkQueue(string path, string name, int limit)
    {
        _queue = new BlockingCollection<Work<TContext>>(limit);
        (_path, _name) = (path, name);
    }

    /// <summary>Starts a thread that takes work until the queue is closed and empty.</summary>
    /// <param name="serve">Serves what is handed to it, never throws, and owns what it works with.</param>
    /// <param name="finish">Runs on that thread at the end.</param>
    public void Start(Action<Work<TContext>> serve, Action finish)
    {
        Interlocked.Increment(ref _threads);
        var thread = new Thread(() =>
        {
            foreach (var work in _queue.GetConsumingEnumerable())
            {
                serve(work);
            }

            try
            {
                finish();
            }
            finally
            {
                if (Interlocked.Decrement(ref _threads) == 0)
                {
                    _drained.SetResult();
                }
            }
        })
        {
            IsBackground = true,
            Name = "cloakroom sqlite " + _name,
        };
        thread.Start();
    }

    /// <summary>What is waiting right now, without waiting for more.</summary>
    public bool TryTake(out Work<TContext> work) => _queue.TryTake(out work!);

    public ValueTask<TResult> RunAsync<TResult>(Func<TContext, TResult> body, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        }

        var work = new Work<TContext, TResult>(body);
        try
        {
            if (Volatile.Read(ref _threads) == 0)
            {
                return NotOpen<TResult>();
            }

            if (_queue.TryAdd(work))
            {
                return work.WaitAsync(cancellationToken);
            }
        }
        catch (InvalidOperationException)
        {
            // Closed, or disposed, which derives from it.
            return NotOpen<TResult>();
        }

        // Waiting here would only hide that the disk does not keep up.
        return ValueTask.FromException<TResult>(SqliteErrors.Unavailable(
            _path, $"has {_queue.BoundedCapacity} {_name}s waiting", "The disk does not keep up: see what else uses it, or raise QueueLimit."));
    }

    /// <summary>Takes no more work; done when what was waiting has been served and the threads have ended.</summary>
    public Task CloseAsync()
    {
        _queue.CompleteAdding();
        return _threads == 0 ? Task.CompletedTask : _drained.Task;
    }

    private ValueTask<TResult> NotOpen<TResult>() => ValueTask.FromException<TResult>(
        SqliteErrors.Unavailable(_path, "is not open", "The application is starting or shutting down."));

    public void Dispose() => _queue.Dispose();
}
