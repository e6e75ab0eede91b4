using System.Collections.Concurrent;
using System.Diagnostics;
using Cloakroom.Journal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Sessions;

/// <summary>Every call of the store goes through here: bounded in time, measured, and failing in one way only (invariant I3).</summary>
internal sealed class StoreCalls(IOptions<CloakroomOptions> options, TimeProvider time, Telemetry telemetry, ILogger<StoreCalls> logger)
{
    // A store that is down fails many times a second, and one line in so many says as much as all of them; metrics count every failure.
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly StoreCallOptions _limits = options.Value.Store;
    private readonly ConcurrentDictionary<string, LoggedFailure> _logged = new(StringComparer.Ordinal);

    public Task<T> ReadAsync<T>(string operation, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        RunAsync(operation, call, _limits.ReadTimeout, cancellationToken);

    public Task<T> WriteAsync<T>(string operation, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        RunAsync(operation, call, _limits.WriteTimeout, cancellationToken);

    public Task WriteAsync(string operation, Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken) =>
        RunAsync(
            operation,
            async token =>
            {
                await call(token);
                return true;
            },
            _limits.WriteTimeout,
            cancellationToken);

    /// <summary>Runs a call within a limit. The store is not trusted to honour the token: a hung call is abandoned, and its late result with it.</summary>
    public async Task<T> RunAsync<T>(string operation, Func<CancellationToken, ValueTask<T>> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.StartStoreCall(operation);
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var result = await call(either.Token).AsTask().WaitAsync(limit, time, cancellationToken);
            telemetry.StoreCallEnded(operation, time.GetElapsedTime(started), "ok");
            return result;
        }
        catch (Exception e)
        {
            // WaitAsync may have given up before the store's own token fired; an abandoned call must hear of it or it piles up.
            await either.CancelAsync();
            var isCancelled = cancellationToken.IsCancellationRequested;
            var isTimeout = !isCancelled && e is OperationCanceledException or TimeoutException;
            var why = isCancelled ? "cancelled" : isTimeout ? "timeout" : "error";
            telemetry.StoreCallEnded(operation, time.GetElapsedTime(started), why);
            activity?.SetStatus(ActivityStatusCode.Error, why);
            // Clients that hang up are no news.
            if (!isCancelled)
                LogFailure(operation, why, isTimeout ? null : e);
            throw e is CloakroomException own
                ? own
                : new CloakroomException(
                    CloakroomErrorCode.StoreUnavailable,
                    isCancelled ? $"The store call '{operation}' was cancelled."
                    : isTimeout ? $"The store did not answer '{operation}' within {limit.TotalMilliseconds:0} ms."
                    : $"The store failed at '{operation}': {e.GetType().Name}.",
                    e);
        }
    }

    private void LogFailure(string operation, string why, Exception? e)
    {
        var failure = _logged.GetOrAdd(operation, static _ => new LoggedFailure());
        lock (failure)
        {
            if (failure.LoggedAt is { } at && time.GetElapsedTime(at) < LogInterval)
            {
                failure.Unlogged++;
                return;
            }

            Log.StoreCallFailed(logger, operation, why, failure.Unlogged, e);
            (failure.LoggedAt, failure.Unlogged) = (time.GetTimestamp(), 0);
        }
    }

    private sealed class LoggedFailure
    {
        public long? LoggedAt { get; set; }

        public int Unlogged { get; set; }
    }
}
