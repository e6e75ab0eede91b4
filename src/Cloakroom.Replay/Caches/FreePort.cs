using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Cloakroom.Replay.Caches;

/// <summary>Ports for those who cannot be told to take any.</summary>
internal static class FreePort
{
    // Below what systems give to servers on port 0 and to clients (Linux: 32768 and up): none of those takes it before, or instead of, whom it is for.
    private const int First = 20_000;
    private const int Count = 10_000;

    // Where another process is unlikely to be.
    private static int _next = RandomNumberGenerator.GetInt32(Count);

    /// <returns>One of the loopback that nobody listens on, and that is not given again.</returns>
    public static int Take()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            using var probe = new TcpListener(IPAddress.Loopback, port);
            try
            {
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's.
            }
        }
    }
}
