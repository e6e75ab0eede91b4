using Cloakroom.Edge.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Hosting;

/// <summary>The public side of the edge.</summary>
internal static class EdgeKestrelExtensions
{
    /// <summary>Listens where the options say. Addresses cannot change while the edge runs; certificates can.</summary>
    public static IWebHostBuilder UseEdgeKestrel(this IWebHostBuilder builder, EdgeOptions options)
    {
        builder.UseKestrelHttpsConfiguration();
        builder.ConfigureServices(services => services.AddSingleton<ClearTextHttp2>().AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<ClearTextHttp2>()));
        return builder.ConfigureKestrel(server =>
        {
            EdgeServerLimits.Apply(server, options);
            var clearText = server.ApplicationServices.GetRequiredService<ClearTextHttp2>();
            foreach (var text in options.Listen.Count == 0 ? [.. EdgeDefaults.Listen] : options.Listen)
                server.Listen(text, listen => listen.Use(clearText.SortOut));
            server.Listen(clearText.EndPoint, listen => listen.Protocols = HttpProtocols.Http2);
        });
    }

    /// <param name="server">What listens.</param>
    /// <param name="text">An address that the validator has accepted.</param>
    /// <param name="clearText">For an address without TLS.</param>
    public static void Listen(this KestrelServerOptions server, string text, Action<ListenOptions>? clearText = null)
    {
        if (ListenAddress.TryParse(text, out var address) is { } problem)
            throw new FormatException($"Listen: {problem}");

        void Configure(ListenOptions listen)
        {
            listen.Protocols = address!.IsHttps ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
            if (address.IsHttps)
                listen.UseHttps(server.ApplicationServices.GetRequiredService<ServerCertificate>().Handshake);
            else
                clearText?.Invoke(listen);
        }

        if (address!.UnixSocket is { } socket)
            server.ListenUnixSocket(socket, Configure);
        else if (address.IsAny && address.Ip is null)
            server.ListenAnyIP(address.Port, Configure);
        else if (address.Ip is { } ip)
            server.Listen(ip, address.Port, Configure);
        else if (address.Port == 0)
            server.Listen(System.Net.IPAddress.Loopback, 0, Configure);
        else
            server.ListenLocalhost(address.Port, Configure);
    }
}
