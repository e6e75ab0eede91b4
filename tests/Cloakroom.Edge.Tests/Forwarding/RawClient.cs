using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Edge.Tests.Forwarding;

/// <summary>Sends exact bytes.</summary>
internal static class RawClient
{
    private const string SaysItEnds = "Connection: close";

    // Much longer than an answer takes: a busy machine may pause for seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Sends and reads until the other side ends the connection or the answer is there. Where neither can be known, until it stays silent for a while after its first bytes.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="request">The bytes. With <c>Connection: close</c>, the connection has to end.</param>
    /// <param name="silence">How long it is silent; half a second by default.</param>
    /// <param name="end">How the answer ends, when that is known.</param>
    public static async Task<string> SendAsync(Uri address, string request, TimeSpan? silence = null, string? end = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        var received = new StringBuilder();
        var hasEnd = end is not null || request.Contains(SaysItEnds, StringComparison.Ordinal);
        var reading = ReadAsync(stream, received, hasEnd ? Patience : silence ?? TimeSpan.FromMilliseconds(500), end);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        }
        catch (IOException)
        {
            // Refused before all was sent.
        }

        await reading;
        return received.ToString();
    }

    public static int StatusOf(string response) => response.Length < 12 ? 0 : int.Parse(response.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task ReadAsync(NetworkStream stream, StringBuilder received, TimeSpan silence, string? end)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var known = received.ToString();
                if (end is not null && known.EndsWith(end, StringComparison.Ordinal))
                    return;
                using var patience = new CancellationTokenSource(known.Length == 0 || known.Contains(SaysItEnds, StringComparison.Ordinal) ? Patience : silence);
                var count = await stream.ReadAsync(buffer, patience.Token);
                if (count == 0)
                    return;
                received.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
        }
    }
}
