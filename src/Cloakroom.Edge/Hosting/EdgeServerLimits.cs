using System.Text;
using Cloakroom.Edge.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cloakroom.Edge.Hosting;

/// <summary>How much a client may send before the application has had its say.</summary>
internal static class EdgeServerLimits
{
    /// <summary>All request headers together; past it 431. Applications with sessions in cookies come to some ten kilobytes.</summary>
    public const int HeaderBytes = 64 * 1024;

    public const int HeaderCount = 200;

    /// <summary>Method, target and version; past it 414.</summary>
    public const int RequestLineBytes = 16 * 1024;

    // RFC 9112 section 2.2 lets a server take a bare line feed for the end of a line. What is in front may take it for part of a value.
    private const string NoBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    public static void Apply(KestrelServerOptions server, EdgeOptions options)
    {
        AppContext.SetSwitch(NoBareLineFeeds, true);
        server.AddServerHeader = false;
        server.AllowSynchronousIO = false;

        // A proxy that speaks HTTP/2 in clear text names the scheme that the browser used; ClientConnection decides whether that is believed.
        server.AllowAlternateSchemes = true;

        // Header bytes pass as they are, whatever their encoding.
        server.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        server.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;

        server.Limits.MaxRequestBodySize = options.Forwarding.MaxRequestBodySize;
        server.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        server.Limits.MaxRequestHeaderCount = HeaderCount;
        server.Limits.MaxRequestLineSize = RequestLineBytes;
        server.Limits.Http2.MaxRequestHeaderFieldSize = HeaderBytes;
    }
}
