namespace Cloakroom.Probe.Transport;

/// <summary>A path as the most lenient of servers would understand it.</summary>
internal static class PlainPath
{
    /// <summary>Servers and proxies in a row may each decode once.</summary>
    private const int MostDecodings = 3;

    /// <summary>Decoded, without dot segments, doubled slashes, path parameters (<c>;x</c>) and what follows an encoded end; the query stays as it is.</summary>
    public static string Of(string pathAndQuery)
    {
        var query = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? pathAndQuery : pathAndQuery[..query];
        for (var i = 0; i < MostDecodings && path.Contains('%', StringComparison.Ordinal); i++)
            path = Uri.UnescapeDataString(path);

        var end = path.AsSpan().IndexOfAny("\0\r\n?#");
        if (end >= 0)
            path = path[..end];
        var segments = new List<string>();
        foreach (var part in path.Replace('\\', '/').Split('/'))
        {
            var parameters = part.IndexOf(';', StringComparison.Ordinal);
            var segment = parameters < 0 ? part : part[..parameters];
            if (segment == "..")
                segments.RemoveRange(Math.Max(segments.Count - 1, 0), Math.Min(segments.Count, 1));
            else if (segment is not ("" or "."))
                segments.Add(segment);
        }

        var isFolder = segments.Count > 0 && path.EndsWith('/');
        return "/" + string.Join('/', segments) + (isFolder ? "/" : "") + (query < 0 ? "" : pathAndQuery[query..]);
    }
}
