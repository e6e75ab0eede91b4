using System.Net;
using System.Net.Sockets;
using Cloakroom.Replay.Caches;

namespace Cloakroom.Edge.Tests.Hosting;

/// <summary>Ports of this machine.</summary>
internal static class LoopbackPort
{
    /// <summary>One that nobody listens on, but who is told to.</summary>
    public static int Free() => FreePort.Take();

    /// <summary>True when somebody listens on it.</summary>
    public static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
