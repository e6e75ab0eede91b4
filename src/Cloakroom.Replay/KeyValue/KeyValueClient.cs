using System.Collections.Concurrent;
using System.Net;

namespace Cloakroom.Replay.KeyValue;

/// <summary>A client with a pool of connections: right by itself, and the ground on which the two defective ones stand.</summary>
internal class KeyValueClient(IPEndPoint server, int poolSize) : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots = new(poolSize);
    private readonly ConcurrentQueue<KeyValueConnection> _idle = new();

    public virtual Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => AskAsync(() => $"GET {key}", ValueOf, cancellationToken);

    public Task SetAsync(string key, byte[] value, CancellationToken cancellationToken) =>
        AskAsync(() => $"SET {key} {Convert.ToBase64String(value)}", Done, cancellationToken);

    public Task RemoveAsync(string key, CancellationToken cancellationToken) => AskAsync(() => $"DEL {key}", Done, cancellationToken);

    public ValueTask DisposeAsync()
    {
        while (_idle.TryDequeue(out var connection)) connection.Dispose();
        _slots.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Sends a command over a pooled connection and reads the answer.</summary>
    /// <param name="command">Made when a connection is to be had.</param>
    /// <param name="read">Understands the answer.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    protected async Task<T> AskAsync<T>(Func<string> command, Func<string, T> read, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        KeyValueConnection? connection = null;
        try
        {
            if (!_idle.TryDequeue(out connection)) connection = await KeyValueConnection.OpenAsync(server);
            await connection.SendAsync(command());
            return read(await connection.ReceiveAsync(cancellationToken));
        }
        catch (Exception failure) when (failure is IOException or UnexpectedAnswerException)
        {
            connection?.Dispose();
            connection = null;
            throw;
        }
        finally
        {
            if (connection is not null)
            {
                if (MayReuse(connection)) _idle.Enqueue(connection);
                else connection.Dispose();
            }

            _slots.Release();
        }
    }

    /// <summary>A connection that still owes an answer would give it to the next caller.</summary>
    protected virtual bool MayReuse(KeyValueConnection connection) => connection.Unanswered == 0;

    protected static byte[]? ValueOf(string answer) => answer.Split(' ') switch
    {
        ["VALUE", var value] => Convert.FromBase64String(value),
        ["NIL"] => null,
        _ => throw new UnexpectedAnswerException(),
    };

    private static bool Done(string answer) => answer == "OK" ? true : throw new UnexpectedAnswerException();

    /// <summary>An answer that cannot be the one to what was asked.</summary>
    private sealed class UnexpectedAnswerException() : Exception("The key-value server answered something that was not asked.");
}
