using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Cloakroom.Edge.Hosting;

/// <summary>HTTP/2 with prior knowledge (RFC 9113 section 3.3) on the addresses that speak HTTP/1.1, as proxies in front use it.</summary>
/// <remarks>
/// Kestrel speaks one version on an address without TLS. So each connection is sorted out by its first bytes: those with HTTP/2's preface are handed to a
/// second listener that has no address, only this queue.
/// </remarks>
internal sealed class ClearTextHttp2(TimeProvider clock) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <summary>As long as Kestrel waits for the headers of a request.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<ConnectionContext> _handedOver = Channel.CreateUnbounded<ConnectionContext>();

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Where the second listener is bound.</summary>
    public EndPoint EndPoint { get; } = new Queue();

    public bool CanBind(EndPoint endpoint) => ReferenceEquals(endpoint, EndPoint);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(new Listener(endpoint, _handedOver));

    /// <summary>Sends a connection on to HTTP/1.1 or to the queue.</summary>
    public ConnectionDelegate SortOut(ConnectionDelegate next) => async connection =>
    {
        if (await BeginsWithPrefaceAsync(connection) is not { } http2)
            return;
        if (!http2)
        {
            await next(connection);
            return;
        }

        var handedOver = new HandedOverConnection(connection);
        await _handedOver.Writer.WriteAsync(handedOver);
        await handedOver.Ended;
    };

    /// <returns>Null when the client went away or said nothing for too long, or the server stops.</returns>
    private async Task<bool?> BeginsWithPrefaceAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        var stop = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(either.Token);
                var answer = Compare(read.Buffer);
                // To be read again by whoever gets the connection.
                input.AdvanceTo(read.Buffer.Start, answer is null ? read.Buffer.End : read.Buffer.Start);
                if (answer is not null)
                    return answer;
                if (read.IsCompleted)
                    return read.Buffer.IsEmpty ? null : false;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Browsers connect ahead of need: nothing was asked, so nothing is cut off.
            return null;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionAbortedException or ConnectionResetException)
        {
            connection.Abort();
            return null;
        }
    }

    /// <returns>Null while it can be either.</returns>
    private static bool? Compare(in ReadOnlySequence<byte> received)
    {
        Span<byte> begin = stackalloc byte[Preface.Length];
        var length = (int)Math.Min(received.Length, begin.Length);
        received.Slice(0, length).CopyTo(begin);
        return !begin[..length].SequenceEqual(Preface[..length]) ? false : length == Preface.Length ? true : null;
    }

    private sealed class Queue : EndPoint
    {
        public override string ToString() => "http2-in-clear-text";
    }

    private sealed class Listener(EndPoint endpoint, Channel<ConnectionContext> connections) : IConnectionListener
    {
        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await connections.Reader.WaitToReadAsync(cancellationToken))
            {
                if (connections.Reader.TryRead(out var connection))
                    return connection;
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            connections.Writer.TryComplete();
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
