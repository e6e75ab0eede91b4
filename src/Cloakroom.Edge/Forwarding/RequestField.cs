namespace Cloakroom.Edge.Forwarding;

/// <summary>What becomes of a request header on its way to the application.</summary>
internal enum RequestField
{
    /// <summary>Goes on as it is.</summary>
    EndToEnd,

    /// <summary>Between two hops only (RFC 9110 section 7.6.1), or for this server to say: never goes on.</summary>
    Dropped,

    /// <summary>Names further headers that are between two hops only.</summary>
    Connection,

    Cookie,
    Authorization,
    Host,
    ForwardedFor,
    ForwardedProto,
    ForwardedHost,

    /// <summary>Believed from trusted proxies, dropped from everybody else.</summary>
    FromProxiesOnly,
}

/// <summary>Tells header names apart by length and letters: this runs for every header of every request.</summary>
/// <remarks>
/// Applications behind CGI, FastCGI or WSGI see <c>X_Forwarded_For</c> and <c>X-Forwarded-For</c> as one variable, so both spellings count as the same.
/// <c>X-Original-URL</c> and <c>X-Rewrite-URL</c> replace the path in IIS-born frameworks (Symfony, Laminas): they would lead around the rules of a
/// route, such as sign-in being closed. Trusted proxies pass on what visitors send in them, so they go on from nobody.
/// </remarks>
internal static class RequestFields
{
    public static RequestField Classify(string name)
    {
        if (name.Length == 0 || name[0] == ':')
            return RequestField.Dropped;

        switch (name[0] | 0x20)
        {
            case 'x' when name.Length > 2 && name[1] is '-' or '_':
                return ClassifyExtension(name);
            case 'c':
                return Is(name, "Cookie") ? RequestField.Cookie
                    : Is(name, "Connection") ? RequestField.Connection
                    : name.StartsWith("Cloakroom", StringComparison.OrdinalIgnoreCase) || Is(name, "Close") ? RequestField.Dropped
                    : RequestField.EndToEnd;
            case 'h':
                return Is(name, "Host") ? RequestField.Host : Is(name, "HTTP2-Settings") ? RequestField.Dropped : RequestField.EndToEnd;
            case 'f':
                return Is(name, ForwardedNames.Forwarded) ? RequestField.FromProxiesOnly : RequestField.EndToEnd;
            case 't':
                return Is(name, "TE") || Is(name, "Transfer-Encoding") || Is(name, "Trailer") ? RequestField.Dropped : RequestField.EndToEnd;
            case 'k':
                return Is(name, "Keep-Alive") ? RequestField.Dropped : RequestField.EndToEnd;
            case 'u':
                return Is(name, "Upgrade") ? RequestField.Dropped : RequestField.EndToEnd;
            case 'p':
                return name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase) ? RequestField.Dropped : RequestField.EndToEnd;
            case 'a':
                return Is(name, "Authorization") ? RequestField.Authorization : Is(name, "ALPN") ? RequestField.Dropped : RequestField.EndToEnd;
            default:
                return RequestField.EndToEnd;
        }
    }

    private static RequestField ClassifyExtension(string name)
    {
        if (StartsWith(name, "X-Forwarded-"))
        {
            return Is(name, ForwardedNames.For) ? RequestField.ForwardedFor
                : Is(name, ForwardedNames.Proto) ? RequestField.ForwardedProto
                : Is(name, ForwardedNames.Host) ? RequestField.ForwardedHost
                : name.Contains('_') ? RequestField.Dropped
                : RequestField.FromProxiesOnly;
        }

        if (StartsWith(name, "X-Original-URL") || StartsWith(name, "X-Rewrite-URL"))
            return RequestField.Dropped;
        return StartsWith(name, "X-Real-IP") ? name.Contains('_') ? RequestField.Dropped : RequestField.FromProxiesOnly : RequestField.EndToEnd;
    }

    private static bool Is(string name, string known) => ReferenceEquals(name, known) || name.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static bool StartsWith(string name, string known)
    {
        if (name.Length < known.Length)
            return false;
        for (var i = 0; i < known.Length; i++)
        {
            if (known[i] == '-' ? name[i] is not ('-' or '_') : (name[i] | 0x20) != (known[i] | 0x20))
                return false;
        }

        return true;
    }
}
