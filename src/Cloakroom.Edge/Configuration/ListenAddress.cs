using System.Net;
using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration;

/// <summary>Where the edge listens: an IP address, <c>localhost</c>, all addresses (<c>*</c>) or a Unix socket.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="IsHttps">Whether the edge ends TLS itself there.</param>
/// <param name="Ip">The IP address; null for the other three.</param>
/// <param name="IsAny">Whether it is all addresses of the machine.</param>
/// <param name="Port">0 for one that the system chooses.</param>
/// <param name="UnixSocket">Path of the socket; null without.</param>
internal sealed record ListenAddress(string Text, bool IsHttps, IPAddress? Ip, bool IsAny, int Port, string? UnixSocket)
{
    public const string Example = "Write http://127.0.0.1:8080, http://*:8080 for all addresses, or http://unix:/run/cloakroom.sock.";

    public bool IsLoopback => UnixSocket is not null || (!IsAny && (Ip is null || IPAddress.IsLoopback(Ip)));

    /// <returns>What is wrong with the text; null when nothing is.</returns>
    public static string? TryParse(string text, out ListenAddress? address)
    {
        address = null;
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var isHttps = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (scheme < 0 || (!isHttps && !text.StartsWith("http://", StringComparison.OrdinalIgnoreCase)))
            return $"'{Shown.Address(text)}' does not begin with http:// or https://.";
        var rest = text[(scheme + 3)..];
        if (rest.StartsWith("unix:/", StringComparison.OrdinalIgnoreCase))
        {
            address = new ListenAddress(text, isHttps, null, false, 0, rest["unix:".Length..]);
            return null;
        }

        rest = rest.EndsWith('/') ? rest[..^1] : rest;
        if (rest.AsSpan().ContainsAny("/?#"))
            return $"'{Shown.Address(text)}' has more than scheme, host and port.";
        if (rest.Contains('@'))
            return "has a user name in it, which an address to listen on cannot have.";
        var colon = rest.LastIndexOf(':');
        var hasPort = colon > rest.LastIndexOf(']');
        var host = hasPort ? rest[..colon] : rest;
        var port = isHttps ? 443 : 80;
        if (hasPort && (!ushort.TryParse(rest.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out var given) || (port = given) != given))
            return $"'{Shown.Of(rest[(colon + 1)..])}' is not a port.";
        return TryParseHost(text, isHttps, host, port, out address);
    }

    /// <summary>Whether both would listen at the same place.</summary>
    public bool Collides(ListenAddress other) =>
        UnixSocket is not null || other.UnixSocket is not null
            ? UnixSocket == other.UnixSocket
            : Port == other.Port && Port != 0 && (IsAny || other.IsAny || Equals(Ip, other.Ip) || (IsLoopback && other.IsLoopback && (Ip is null || other.Ip is null)));

    private static string? TryParseHost(string text, bool isHttps, string host, int port, out ListenAddress? address)
    {
        address = null;
        var bare = host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host;
        if (host is "*" or "+")
            address = new ListenAddress(text, isHttps, null, true, port, null);
        else if (string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
            address = new ListenAddress(text, isHttps, null, false, port, null);
        else if (IPAddress.TryParse(bare, out var ip) && (bare == host ? bare.Count('.') == 3 && !bare.Contains(':') : bare.Contains(':')))
            address = new ListenAddress(text, isHttps, ip, ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any), port, null);

        // The server would take any other name for all addresses, the opposite of what somebody means who names one.
        return address is null ? $"'{Shown.Of(text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..])}' is not an address of this machine: an IP address ([…] around IPv6), localhost or *." : null;
    }
}
