using System.Net;
using System.Net.Sockets;

namespace Cloakroom.Edge.Tests.Hosting;

/// <summary>Ports of this machine.</summary>
internal static class LoopbackPort
{
    /// <summary>One that nobody listened on a moment ago.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

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
