using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Probe.Tests.Transport;

/// <summary>Answers with exactly the bytes it is told to, whatever HTTP has to say about them. Each connection runs the script once.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _connections;

    public RawServer(Func<Connection, Task> script)
    {
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/page");
        _accepting = AcceptAsync(script);
    }

    public Uri Url { get; }

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Answers every request with the same text, in Latin-1, and keeps the connection.</summary>
    public static RawServer Answering(string answer) => new(async connection =>
    {
        while (await connection.ReadRequestAsync() is { Length: > 0 })
            await connection.WriteAsync(answer);
    });

    /// <summary>Answers one request and closes.</summary>
    public static RawServer AnsweringOnce(string answer) => new(async connection =>
    {
        await connection.ReadRequestAsync();
        await connection.WriteAsync(answer);
    });

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync(Func<Connection, Task> script)
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                running.Add(Task.Run(() => RunAsync(socket, script)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task RunAsync(Socket socket, Func<Connection, Task> script)
    {
        using (socket)
        {
            try
            {
                await script(new Connection(socket, _end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    internal sealed class Connection(Socket socket, CancellationToken end)
    {
        public CancellationToken End => end;

        /// <summary>The header, and what came with it; empty when the client has closed.</summary>
        public async Task<string> ReadRequestAsync()
        {
            var buffer = new byte[64 * 1024];
            var text = "";
            while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await socket.ReceiveAsync(buffer, end);
                if (read == 0)
                    return "";
                text += Encoding.Latin1.GetString(buffer, 0, read);
            }

            return text;
        }

        public Task WriteAsync(string text) => WriteAsync(Encoding.Latin1.GetBytes(text));

        public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await socket.SendAsync(bytes, end)..];
        }

        /// <summary>Ends the connection as a crash does.</summary>
        public void Reset()
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }

        public Task ForeverAsync() => Task.Delay(Timeout.Infinite, end);
    }
}
