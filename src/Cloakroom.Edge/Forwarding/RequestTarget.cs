using System.Buffers;

namespace Cloakroom.Edge.Forwarding;

/// <summary>The path and query for the application: letter for letter what the client sent, since no two servers normalise alike.</summary>
internal static class RequestTarget
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // Everything that is printable ASCII but for '#': with it, an application would see less, or more, than the rules looked at.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("!\"$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Takes the origin-form out of a request target (RFC 9112 section 3.2). Kestrel has compared the authority of an absolute-form with <c>Host</c>.</summary>
    public static bool TryRead(string target, out ReadOnlySpan<char> pathAndQuery)
    {
        pathAndQuery = target;
        if (target.Length == 0 || target.AsSpan().ContainsAnyExcept(Allowed))
            return false;
        if (target[0] == '/')
            return true;

        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
            return false;
        var rest = target.AsSpan(scheme + 3);
        var path = rest.IndexOfAny('/', '?');
        pathAndQuery = path < 0 ? "/" : rest[path..];
        return pathAndQuery[0] == '/';
    }

    /// <param name="prefix">Scheme, host and port, without a slash at the end.</param>
    /// <param name="pathAndQuery">From <see cref="TryRead"/>, so that it begins with a slash and cannot change the authority.</param>
    public static Uri At(string prefix, ReadOnlySpan<char> pathAndQuery) => new(string.Concat(prefix, pathAndQuery), AsItIs);
}
