using System.Buffers;
using Cloakroom.Edge.Configuration;

namespace Cloakroom.Edge.Cookies;

/// <summary>All guarded cookies of a configuration, and the edge's own.</summary>
internal sealed class GuardedCookies(IEnumerable<GuardedCookieOptions> cookies, params string[] bindingNames)
{
    /// <summary>RFC 9110 section 5.6.2, and what of cookie-octets (RFC 6265 section 4.1.1) is in no name.</summary>
    private static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> Octets = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(octet => (char)octet).Where(octet => octet is not ('"' or ',' or ';' or '\\'))]);

    private readonly GuardedCookie[] _rules = [.. cookies.Select(cookie => new GuardedCookie(cookie))];

    /// <returns>The rule for the cookie; null when it is not guarded.</returns>
    public GuardedCookie? Find(ReadOnlySpan<char> name)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(name))
                return rule;
        }

        return null;
    }

    /// <summary>Whether the name is the binding's, or one that somebody could take for it. The application neither gets nor sets it.</summary>
    public bool IsBinding(ReadOnlySpan<char> name)
    {
        foreach (var binding in bindingNames)
        {
            if (name.Equals(binding, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Whether a cookie that is not guarded might be taken for one that is, or for the binding.</summary>
    public bool IsLookalike(ReadOnlySpan<char> name)
    {
        if (IsBinding(name))
            return true;
        foreach (var rule in _rules)
        {
            if (rule.Resembles(name))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a cookie hides a guarded one from those who split at <c>;</c> and the first <c>=</c> alone. To others a comma, a space or a character that has
    /// no place in a cookie begins the next one: RFC 2109 readers, ASP.NET Core, Python. What is a token and cookie-octets throughout is read alike by all.
    /// </summary>
    public bool Hides(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => name.IsEmpty
        // Some skip the first "=" of "=sid=x" (CVE-2023-23934 of Werkzeug).
        ? Names(value, endsBeforeEquals: false)
        : Hides(value) || (name.ContainsAnyExcept(Token) && Names(name, endsBeforeEquals: true));

    /// <summary>Whether the value alone does, whatever the name.</summary>
    public bool Hides(ReadOnlySpan<char> value) => value.ContainsAnyExcept(Octets) && Names(value, endsBeforeEquals: false);

    private bool Names(ReadOnlySpan<char> text, bool endsBeforeEquals)
    {
        var at = 0;
        while (at < text.Length)
        {
            var length = text[at..].IndexOfAnyExcept(Token);
            length = length < 0 ? text.Length - at : length;
            if (length == 0)
            {
                at++;
                continue;
            }

            var run = text.Slice(at, length);
            at += length;
            var next = text[at..].IndexOfAnyInRange('!', '~');
            if ((next < 0 ? endsBeforeEquals : text[at + next] is '=' or '"' or '[') && (Find(run) is not null || IsLookalike(run)))
                return true;
        }

        return false;
    }
}
