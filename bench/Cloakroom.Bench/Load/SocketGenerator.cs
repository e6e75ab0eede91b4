using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Bench.Load;

/// <summary>Drives from this process where wrk is not installed. It takes more of the machine, so all rates are lower and closer together.</summary>
internal sealed class SocketGenerator(TimeProvider time) : ILoadGenerator
{
    public string Name => "built-in";

    public async Task<LoadResult> RunAsync(
        Uri address, IReadOnlyList<string?> cookies, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var requests = cookies.Select(cookie => Encoding.ASCII.GetBytes(
            $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\n{(cookie is null ? "" : $"Cookie: {cookie}\r\n")}\r\n")).ToArray();
        var started = time.GetTimestamp();
        var runs = await Task.WhenAll(Enumerable.Range(0, connections).Select(
            number => Task.Run(() => DriveAsync(address, requests, number, started, duration, cancellationToken), cancellationToken)));
        var seconds = time.GetElapsedTime(started).TotalSeconds;
        var latencies = runs.SelectMany(run => run.Latencies).Order().ToArray();
        return new LoadResult(
            latencies.Length, seconds, runs.Sum(run => run.Errors), At(latencies, 0.50).TotalMilliseconds, At(latencies, 0.99).TotalMilliseconds);
    }

    private static TimeSpan At(TimeSpan[] sorted, double part) => sorted.Length == 0 ? TimeSpan.Zero : sorted[(int)((sorted.Length - 1) * part)];

    private async Task<(List<TimeSpan> Latencies, long Errors)> DriveAsync(
        Uri address, byte[][] requests, int number, long started, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Parse(address.Host), address.Port, cancellationToken);
        var buffer = new byte[16 * 1024];
        var latencies = new List<TimeSpan>(200_000);
        var errors = 0L;
        while (time.GetElapsedTime(started) < duration)
        {
            var sent = time.GetTimestamp();
            await socket.SendAsync(requests[number++ % requests.Length], cancellationToken);
            var length = 0;
            int end;
            do
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                if (received == 0)
                    throw new IOException("The server closed the connection.");
                length += received;
            }
            while ((end = EndOf(buffer.AsSpan(0, length))) < 0 || length < end);

            latencies.Add(time.GetElapsedTime(sent));
            if (!buffer.AsSpan(0, length).StartsWith("HTTP/1.1 200 "u8))
                errors++;
        }

        return (latencies, errors);
    }

    /// <summary>Where the response ends by its <c>Content-Length</c>, which the endpoint always sends; negative while its head is incomplete.</summary>
    private static int EndOf(ReadOnlySpan<byte> received)
    {
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return -1;
        var field = received[..head].IndexOf("\r\nContent-Length: "u8);
        var length = 0;
        if (field >= 0)
        {
            foreach (var digit in received[(field + "\r\nContent-Length: ".Length)..])
            {
                if (digit is < (byte)'0' or > (byte)'9')
                    break;
                length = (length * 10) + (digit - '0');
            }
        }

        return head + 4 + length;
    }
}
