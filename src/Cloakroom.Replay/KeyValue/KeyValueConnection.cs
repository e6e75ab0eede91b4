using System.Net;
using System.Net.Sockets;

namespace Cloakroom.Replay.KeyValue;

/// <summary>One connection of a client's pool.</summary>
internal sealed class KeyValueConnection : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private KeyValueConnection(TcpClient client)
    {
        _client = client;
        _reader = new StreamReader(client.GetStream());
        _writer = new StreamWriter(client.GetStream()) { AutoFlush = true };
    }

    /// <summary>Requests that were sent and whose answers were not read yet.</summary>
    public int Unanswered { get; private set; }

    public static async Task<KeyValueConnection> OpenAsync(IPEndPoint server)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server);
        return new KeyValueConnection(client);
    }

    public async Task SendAsync(string command)
    {
        await _writer.WriteLineAsync(command);
        Unanswered++;
    }

    public async Task<string> ReceiveAsync(CancellationToken cancellationToken)
    {
        var line = await _reader.ReadLineAsync(cancellationToken) ?? throw new IOException("The key-value server closed the connection.");
        Unanswered--;
        return line;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }
}
