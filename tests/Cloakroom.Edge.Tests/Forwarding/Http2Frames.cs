using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Edge.Tests.Forwarding;

/// <summary>One HTTP/2 request with headers as no decent client would send them (RFC 9113, RFC 7541 without Huffman or indexing).</summary>
internal static class Http2Frames
{
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte GoAway = 7;
    private const byte EndOfStreamAndHeaders = 0x5;

    /// <summary>Sends it and waits until it is answered or refused.</summary>
    public static async Task SendAsync(Uri address, (string Name, string Value)[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await stream.WriteAsync(Frame(Settings, 0, 0, []));
        await stream.WriteAsync(Frame(Headers, EndOfStreamAndHeaders, 1, [.. headers.SelectMany(header => Literal(header.Name, header.Value))]));

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var head = new byte[9];
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(head, patience.Token);
                if (head[3] is Headers or Reset or GoAway)
                    return;
                await stream.ReadExactlyAsync(new byte[(head[0] << 16) | (head[1] << 8) | head[2]], patience.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or EndOfStreamException)
        {
        }
    }

    private static byte[] Frame(byte type, byte flags, byte stream, byte[] payload) =>
        [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, stream, .. payload];

    private static byte[] Literal(string name, string value) => [0, .. Text(name), .. Text(value)];

    private static byte[] Text(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        bytes.Length.ShouldBeLessThan(127);
        return [(byte)bytes.Length, .. bytes];
    }
}
