using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Edge.Forwarding;

/// <summary>Which response headers go on to the client.</summary>
internal static class ResponseFields
{
    /// <summary>All but those between two hops (RFC 9110 section 7.6.1), <c>Alt-Svc</c>, which would lead browsers around the edge, and <c>Persistent-Auth</c>, which speaks of a connection's user.</summary>
    public static bool GoesOn(string name) => name.Length switch
    {
        2 => !Is(name, "TE"),
        5 => !Is(name, "Close"),
        7 => !Is(name, "Alt-Svc") && !Is(name, "Upgrade"),
        10 => !Is(name, "Connection") && !Is(name, "Keep-Alive"),
        14 => !Is(name, "HTTP2-Settings"),
        15 => !Is(name, "Persistent-Auth"),
        16 => !Is(name, "Proxy-Connection"),
        17 => !Is(name, "Transfer-Encoding"),
        18 => !Is(name, "Proxy-Authenticate"),
        19 => !Is(name, "Proxy-Authorization"),
        25 => !Is(name, "Proxy-Authentication-Info"),
        _ => true,
    };

    public static StringValues Values(in HeaderStringValues values)
    {
        if (values.Count <= 1)
            return values.ToString();

        var all = new string[values.Count];
        var i = 0;
        foreach (var value in values)
            all[i++] = value;
        return all;
    }

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);
}
