using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Bench.Probe;

/// <summary>
/// A prototype: one kept connection, GET, answers with a length or in chunks, everything that checks need taken out of them. It has no time-outs, no
/// TLS and no second try, so it is what a sender over sockets could give at most.
/// </summary>
internal sealed class SocketSender : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Account _account;
    private readonly ProbeRequest _request;
    private readonly byte[] _message;
    private readonly HeaderField[] _fields;
    private byte[] _buffer = new byte[32 * 1024];
    private byte[] _body = [];
    private bool _isConnected;
    private long _number;

    public SocketSender(Uri url, Account account)
    {
        _account = account;
        _request = new ProbeRequest(url, Tactic.Background);
        _fields =
        [
            new("Host", url.Authority), new("User-Agent", new ProbeClientOptions().UserAgent), new("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            new("Sec-Fetch-Site", "none"), new("Sec-Fetch-Mode", "navigate"), new("Sec-Fetch-Dest", "document"), new("Accept-Encoding", "gzip, deflate, br"),
            new("Accept-Language", "en-US,en;q=0.9"), new("Cookie", account.Jar.HeaderFor(url) ?? ""),
        ];
        _message = Encoding.Latin1.GetBytes($"GET {url.PathAndQuery} HTTP/1.1\r\n{string.Concat(_fields.Select(field => $"{field.Name}: {field.Value}\r\n"))}\r\n");
    }

    public async Task<Exchange> SendAsync(CancellationToken cancellationToken)
    {
        if (!_isConnected)
        {
            await _socket.ConnectAsync(IPAddress.Parse(_request.Url.Host), _request.Url.Port, cancellationToken);
            _isConnected = true;
        }

        var at = TimeProvider.System.GetUtcNow();
        var sent = Stopwatch.GetTimestamp();
        await _socket.SendAsync(_message, cancellationToken);
        var (length, head) = (0, -1);
        while (head < 0)
        {
            length += await ReceiveAsync(length, cancellationToken);
            head = _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }

        var answered = Stopwatch.GetTimestamp();
        var status = ((_buffer[9] - '0') * 100) + ((_buffer[10] - '0') * 10) + (_buffer[11] - '0');
        var headers = Headers(_buffer.AsSpan(0, head), out var bodyLength);
        var start = head + 4;
        int end;
        if (bodyLength >= 0)
        {
            while (length < start + bodyLength)
                length += await ReceiveAsync(length, cancellationToken);
            end = start + bodyLength;
        }
        else
        {
            while (!_buffer.AsSpan(0, length).EndsWith("\r\n0\r\n\r\n"u8))
                length += await ReceiveAsync(length, cancellationToken);
            end = start + Unchunk(_buffer.AsSpan(start, length - start));
        }

        var body = _buffer.AsSpan(start, end - start);
        if (!body.SequenceEqual(_body))
            _body = body.ToArray();
        return new Exchange
        {
            Number = ++_number,
            Account = _account.Name,
            Request = _request,
            RequestHeaders = _fields,
            At = at,
            Sent = sent,
            Answered = answered,
            Ended = Stopwatch.GetTimestamp(),
            Status = status,
            Headers = headers,
            Body = _body,
            BytesReceived = _body.Length,
        };
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<int> ReceiveAsync(int length, CancellationToken cancellationToken)
    {
        if (_buffer.Length - length < 8 * 1024)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
        return read > 0 ? read : throw new IOException("The server closed the connection.");
    }

    private static List<HeaderField> Headers(ReadOnlySpan<byte> head, out int length)
    {
        length = -1;
        var fields = new List<HeaderField>(12);
        var rest = head[(head.IndexOf("\r\n"u8) + 2)..];
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf("\r\n"u8);
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 2)..];
            var colon = line.IndexOf((byte)':');
            var field = new HeaderField(Encoding.Latin1.GetString(line[..colon]), Encoding.Latin1.GetString(line[(colon + 1)..].Trim((byte)' ')));
            if (field.Is("Content-Length"))
                length = int.Parse(field.Value, CultureInfo.InvariantCulture);
            fields.Add(field);
        }

        return fields;
    }

    /// <summary>Moves the chunks together.</summary>
    /// <returns>Their length.</returns>
    private static int Unchunk(Span<byte> chunked)
    {
        var (from, to) = (0, 0);
        while (true)
        {
            var line = chunked[from..].IndexOf("\r\n"u8);
            var size = int.Parse(chunked.Slice(from, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
                return to;
            chunked.Slice(from + line + 2, size).CopyTo(chunked[to..]);
            (from, to) = (from + line + 2 + size + 2, to + size);
        }
    }
}
