using System.Buffers;

namespace Cloakroom.Edge.Routing;

/// <summary>The ways in which caches, proxies and applications may read one path.</summary>
/// <remarks>
/// Web cache deception lives on readings that differ: <c>/account;a.css</c>, <c>/static/..%2faccount</c>, <c>/x.js/..;/account</c>. No reading is
/// the right one, so rules look at all of them.
/// </remarks>
internal static class PathReadings
{
    // More decoding than any chain of servers is known to do.
    private const int MaxDecodings = 3;

    private static readonly SearchValues<char> Ambiguous = SearchValues.Create("%;\\?#");

    /// <summary>Whether all readers agree on the path.</summary>
    public static bool IsPlain(ReadOnlySpan<char> path) =>
        path.IndexOfAny(Ambiguous) < 0
        && path.IndexOfAnyInRange('\0', ' ') < 0
        && path.IndexOf("//", StringComparison.Ordinal) < 0
        && path.IndexOf("/.", StringComparison.Ordinal) < 0;

    /// <summary>All readings of a path that is not plain, the path itself first.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        var readings = new List<string> { path };
        var decoded = path;
        for (var i = 0; i < MaxDecodings; i++)
        {
            AddVariants(readings, decoded);
            var next = Decode(decoded);
            if (next == decoded)
                break;
            decoded = next;
            Add(readings, decoded);
        }

        return readings;
    }

    private static void AddVariants(List<string> readings, string path)
    {
        var slashed = path.Replace('\\', '/');
        var withoutParameters = WithoutParameters(slashed);
        Add(readings, slashed);
        Add(readings, Resolve(slashed));
        Add(readings, withoutParameters);
        Add(readings, Resolve(withoutParameters));
        // Where a decoded '?', '#' or NUL ends the path.
        var end = slashed.AsSpan().IndexOfAny('?', '#', '\0');
        if (end >= 0)
            Add(readings, Resolve(slashed[..end]));
    }

    private static void Add(List<string> readings, string reading)
    {
        if (!readings.Contains(reading))
            readings.Add(reading);
    }

    private static string Decode(string path)
    {
        try
        {
            return Uri.UnescapeDataString(path);
        }
        catch (UriFormatException)
        {
            return path;
        }
    }

    /// <summary><c>/a;x/b;y=1</c> as Java servers read it: <c>/a/b</c>.</summary>
    private static string WithoutParameters(string path) =>
        path.Contains(';', StringComparison.Ordinal)
            ? string.Join('/', path.Split('/').Select(segment => segment.IndexOf(';', StringComparison.Ordinal) is >= 0 and var at ? segment[..at] : segment))
            : path;

    /// <summary>Without <c>.</c>, <c>..</c> and empty segments (RFC 3986 section 5.2.4).</summary>
    private static string Resolve(string path)
    {
        var kept = new List<string>();
        var segments = path.Split('/');
        foreach (var segment in segments)
        {
            if (segment is "" or ".")
                continue;
            if (segment != "..")
                kept.Add(segment);
            else if (kept.Count > 0)
                kept.RemoveAt(kept.Count - 1);
        }

        var resolved = "/" + string.Join('/', kept);
        return kept.Count > 0 && segments[^1] is "" or "." or ".." ? resolved + "/" : resolved;
    }
}
