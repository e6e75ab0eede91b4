using Cloakroom.Edge.Configuration;

namespace Cloakroom.Edge.Cookies;

/// <summary>All guarded cookies of a configuration, and the edge's own.</summary>
internal sealed class GuardedCookies(IEnumerable<GuardedCookieOptions> cookies, params string[] bindingNames)
{
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
    /// Whether a value hides a guarded cookie from those who split at <c>;</c> alone: <c>a="x, sid=…"</c> is two cookies to readers of RFC 2109.
    /// </summary>
    public bool Hides(ReadOnlySpan<char> value)
    {
        if (value.IndexOf('=') < 0 || value.IndexOfAny(',', ' ', '"') < 0)
            return false;
        foreach (var part in value.SplitAny(',', ' ', '"', '\t'))
        {
            var text = value[part];
            var equals = text.IndexOf('=');
            if (equals > 0 && (Find(text[..equals]) is not null || IsLookalike(text[..equals])))
                return true;
        }

        return false;
    }
}
