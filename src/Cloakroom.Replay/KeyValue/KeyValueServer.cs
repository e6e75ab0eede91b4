using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Cloakroom.Replay.KeyValue;

/// <summary>
/// A key-value server on TCP, right in every respect. As with Redis, answers carry no request id: they belong to the requests
/// of their connection in order, and keeping that order is the client's business.
/// </summary>
/// <remarks>Lines of ASCII: <c>GET key</c>, <c>SET key base64</c>, <c>DEL key</c>; answered by <c>VALUE base64</c>, <c>NIL</c>, <c>OK</c>.</remarks>
internal sealed class KeyValueServer : IAsyncDisposable
{
    private readonly IKeyValueData _data;
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;
    private int _answered;

    public KeyValueServer(IKeyValueData data)
    {
        _data = data;
        _listener.Start();
        Address = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address { get; }

    /// <summary>How long each answer takes: the load.</summary>
    public TimeSpan ReplyTime { get; set; }

    /// <summary>Every so many answers one takes ten times as long, as under memory pressure; 0 for never.</summary>
    public int StallEvery { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        client.NoDelay = true;
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
        try
        {
            while (await reader.ReadLineAsync(_stop.Token) is { } command)
            {
                var isStall = StallEvery > 0 && Interlocked.Increment(ref _answered) % StallEvery == 0;
                if (ReplyTime > TimeSpan.Zero) await Task.Delay(isStall ? ReplyTime * 10 : ReplyTime, _stop.Token);
                await writer.WriteLineAsync((await AnswerAsync(command)).AsMemory(), _stop.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
        }
    }

    private async ValueTask<string> AnswerAsync(string command)
    {
        switch (command.Split(' '))
        {
            case ["GET", var key]:
                return await _data.GetAsync(key) is { } found ? "VALUE " + Convert.ToBase64String(found) : "NIL";
            case ["SET", var key, var value]:
                _data.Set(key, Convert.FromBase64String(value));
                return "OK";
            case ["DEL", var key]:
                _data.Remove(key);
                return "OK";
            default:
                return "ERROR";
        }
    }
}
