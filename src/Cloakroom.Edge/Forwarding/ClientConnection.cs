using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Edge.Forwarding;

/// <summary>Who the client is and how it speaks, behind however many proxies: their word counts exactly as far as they are trusted.</summary>
internal sealed class ClientConnection(TrustedProxies proxies)
{
    /// <summary>Whether the browser speaks https: TLS ends here, or a trusted proxy says that it ended there.</summary>
    public bool IsHttps(HttpContext context)
    {
        var request = context.Request;
        if (request.IsHttps && context.Features.Get<ITlsHandshakeFeature>() is not null)
            return true;
        if (!proxies.Contains(context.Connection.RemoteIpAddress))
            return false;

        var said = request.Headers[ForwardedNames.Proto];
        if (said.Count > 0)
            return IsHttps(Nearest(said, request.Headers[ForwardedNames.For]));
        var standard = request.Headers[ForwardedNames.Forwarded];
        return standard.Count > 0 ? IsHttps(ProtoOf(standard)) : request.IsHttps;
    }

    /// <summary>The first address, from here outwards, that is not a trusted proxy's. Null on a Unix socket whose peer says nothing.</summary>
    public IPAddress? Address(HttpContext context)
    {
        var remote = context.Connection.RemoteIpAddress;
        if (!proxies.Contains(remote))
            return remote;

        var chain = Chain(context.Request.Headers[ForwardedNames.For]);
        for (var hop = chain.Length - 1; hop >= 0; hop--)
        {
            if (!TryReadAddress(chain[hop], out var address))
                return remote;
            remote = address;
            if (!proxies.Contains(address))
                return address;
        }

        return remote;
    }

    /// <summary>Of several schemes the one that belongs to the client's hop; where they cannot be matched, the one that the trusted proxy itself added.</summary>
    private string Nearest(StringValues schemes, StringValues forwardedFor)
    {
        if (schemes.Count == 1 && !schemes[0]!.Contains(','))
            return schemes[0]!;

        var said = Chain(schemes);
        var chain = Chain(forwardedFor);
        if (said.Length == 0)
            return "";
        if (said.Length != chain.Length)
            return said[^1];
        for (var hop = chain.Length - 1; hop > 0; hop--)
        {
            if (!TryReadAddress(chain[hop], out var address) || !proxies.Contains(address))
                return said[hop];
        }

        return said[0];
    }

    private static bool IsHttps(string scheme) => scheme.Equals("https", StringComparison.OrdinalIgnoreCase) || scheme.Equals("wss", StringComparison.OrdinalIgnoreCase);

    // RFC 7239: the last element is the nearest proxy's.
    private static string ProtoOf(StringValues forwarded)
    {
        var last = Chain(forwarded).LastOrDefault("");
        foreach (var pair in last.Split(';', StringSplitOptions.TrimEntries))
        {
            if (pair.StartsWith("proto=", StringComparison.OrdinalIgnoreCase))
                return pair["proto=".Length..].Trim('"');
        }

        return "";
    }

    private static string[] Chain(StringValues lines) => string.Join(',', lines.ToArray()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool TryReadAddress(string text, out IPAddress address)
    {
        if (IPAddress.TryParse(text, out address!))
            return true;
        var found = IPEndPoint.TryParse(text, out var endpoint);
        address = endpoint?.Address!;
        return found;
    }
}
