using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Edge.Tests.Forwarding;

/// <summary>Sends exact bytes.</summary>
internal static class RawClient
{
    /// <summary>Sends and reads until the other side ends the connection, or stays silent for a while after its first bytes.</summary>
    public static async Task<string> SendAsync(Uri address, string request, TimeSpan? silence = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        var received = new StringBuilder();
        var reading = ReadAsync(stream, received, silence ?? TimeSpan.FromMilliseconds(500));
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

    private static async Task ReadAsync(NetworkStream stream, StringBuilder received, TimeSpan silence)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                using var patience = new CancellationTokenSource(received.Length == 0 ? TimeSpan.FromSeconds(10) : silence);
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
