using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Tests.Http;

/// <summary>One TCP connection, to see what is really on the wire.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly List<byte> _received = [];
    private NetworkStream? _stream;

    public static async Task<RawConnection> OpenAsync(Uri origin)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(origin.Host, origin.Port, TestContext.Current.CancellationToken);
        connection._stream = connection._client.GetStream();
        return connection;
    }

    public Task SendAsync(string path, string? cookies = null, string method = "GET") => _stream!.WriteAsync(Encoding.ASCII.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{(cookies is null ? "" : $"Cookie: {cookies}\r\n")}{(method == "POST" ? "Content-Length: 0\r\n" : "")}\r\n"),
        TestContext.Current.CancellationToken).AsTask();

    /// <summary>One response: head and body.</summary>
    public async Task<(string Head, string Body)> ReceiveAsync()
    {
        int end;
        while ((end = Text().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
            await ReadAsync();
        var head = Text()[..end];
        _received.RemoveRange(0, end + 4);
        var length = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        if (length is not null)
            return (head, await TakeAsync(int.Parse(length["Content-Length:".Length..], CultureInfo.InvariantCulture)));
        var body = "";
        while (true)
        {
            while ((end = Text().IndexOf("\r\n", StringComparison.Ordinal)) < 0)
                await ReadAsync();
            var size = int.Parse(Text()[..end], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            _received.RemoveRange(0, end + 2);
            body += await TakeAsync(size);
            await TakeAsync(2);
            if (size == 0)
                return (head, body);
        }
    }

    /// <summary>Everything until the server closes, or falls silent after its first bytes, which have 20 seconds.</summary>
    public async Task<string> ReceiveAllAsync(TimeSpan silence)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            while (await ReadAsync(limit.Token))
                limit.CancelAfter(silence);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Silent, or reset.
        }

        return Text();
    }

    public void Dispose() => _client.Dispose();

    private string Text() => Encoding.Latin1.GetString([.. _received]);

    private async Task<string> TakeAsync(int count)
    {
        while (_received.Count < count)
            await ReadAsync();
        var text = Encoding.Latin1.GetString([.. _received[..count]]);
        _received.RemoveRange(0, count);
        return text;
    }

    private async Task ReadAsync() => (await ReadAsync(TestContext.Current.CancellationToken)).ShouldBeTrue("The server closed the connection: " + Text());

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16_384];
        var count = await _stream!.ReadAsync(buffer, cancellationToken);
        _received.AddRange(buffer.AsSpan(0, count));
        return count > 0;
    }
}
