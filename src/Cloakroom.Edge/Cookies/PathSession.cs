using System.Text;

namespace Cloakroom.Edge.Cookies;

/// <summary>
/// Sessions in the path (<c>/cart;jsessionid=…</c>, servlet specification section 7.1.3): what is in no cookie is under no seal, and goes wherever the address does.
/// Their value is taken out and nothing else, so that the path stays the one that rules have looked at.
/// </summary>
internal static class PathSession
{
    // What Jetty takes whatever its cookie is called.
    private const string ServletParameter = "jsessionid";

    /// <returns>The request target without values of guarded names in the path; the same object when there are none.</returns>
    public static string Without(string target, GuardedCookies cookies)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = target.AsSpan(0, query < 0 ? target.Length : query);
        if (NextParameter(path, 0) < 0)
            return target;

        StringBuilder? text = null;
        var copied = 0;
        for (var at = NextParameter(path, 0); at >= 0; at = NextParameter(path, at))
        {
            var parameter = path[at..EndOf(path, at)];
            var equals = parameter.IndexOf('=');
            var encoded = parameter.IndexOf("%3D", StringComparison.OrdinalIgnoreCase);
            var (length, valueAt) = encoded >= 0 && (equals < 0 || encoded < equals) ? (encoded, encoded + 3) : (equals, equals + 1);
            if (length <= 0 || valueAt == parameter.Length || !IsSession(parameter[..length], cookies))
                continue;
            (text ??= new StringBuilder(target.Length)).Append(target, copied, at + valueAt - copied);
            copied = at + parameter.Length;
        }

        return text?.Append(target, copied, target.Length - copied).ToString() ?? target;
    }

    private static bool IsSession(ReadOnlySpan<char> name, GuardedCookies cookies)
    {
        var decoded = name.Contains('%') ? Uri.UnescapeDataString(name.ToString()) : name;
        return decoded.Equals(ServletParameter, StringComparison.OrdinalIgnoreCase) || cookies.Find(decoded) is not null || cookies.IsLookalike(decoded);
    }

    /// <summary>Behind the next semicolon, which some servers decode before they split.</summary>
    private static int NextParameter(ReadOnlySpan<char> path, int from)
    {
        var plain = path[from..].IndexOf(';');
        var encoded = path[from..].IndexOf("%3B", StringComparison.OrdinalIgnoreCase);
        if (plain < 0 && encoded < 0)
            return -1;
        return from + (encoded < 0 || (plain >= 0 && plain < encoded) ? plain + 1 : encoded + 3);
    }

    private static int EndOf(ReadOnlySpan<char> path, int from)
    {
        var next = NextParameter(path, from);
        var end = next < 0 ? path.Length : next - (path[next - 1] == ';' ? 1 : 3);
        var slash = path[from..end].IndexOf('/');
        return slash < 0 ? end : from + slash;
    }
}
