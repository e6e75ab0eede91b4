using System.Buffers;
using System.IO.Enumeration;
using Cloakroom.Edge.Configuration;

namespace Cloakroom.Edge.Cookies;

/// <summary>A rule for one cookie of the application, or a family of them.</summary>
internal sealed class GuardedCookie(GuardedCookieOptions options)
{
    // Whatever Loosely changes.
    private static readonly SearchValues<char> Loose = SearchValues.Create("% \"'+\t\0[].");

    private readonly bool _isExact = !options.Name.Contains('*', StringComparison.Ordinal);
    private readonly string _looseName = Loosely(options.Name);

    public string Name => options.Name;

    public bool IsSealed => options.Seal;

    /// <summary>A name that <see cref="Matches"/>, as text.</summary>
    public string NameOf(ReadOnlySpan<char> name) => name.Equals(options.Name, StringComparison.Ordinal) ? options.Name : name.ToString();

    public CookieContent Content => options.Content;

    public int MinLength => options.MinLength;

    public AdoptedAttributeOptions Adopted => options.Adopted;

    /// <summary>Whether the cookie is the one that the rule is for, or a chunk of it. Cookie names are compared exactly (RFC 6265).</summary>
    public bool Matches(ReadOnlySpan<char> name) => _isExact
        ? name.StartsWith(options.Name, StringComparison.Ordinal) && IsChunkSuffix(name[options.Name.Length..])
        : FileSystemName.MatchesSimpleExpression(options.Name, name, ignoreCase: false);

    /// <summary>
    /// Whether an application or its framework might take the cookie for the guarded one: other case, percent-encoded, in quotes, or with the
    /// characters that PHP turns into underscores. Such cookies come from nobody honest and never reach the application.
    /// </summary>
    public bool Resembles(ReadOnlySpan<char> name)
    {
        var first = options.Name[0];
        if (name.IsEmpty || (first != '*' && !CouldBegin(name[0], first)))
            return false;
        var loose = name.ContainsAny(Loose) ? Loosely(name) : name;
        return _isExact
            ? loose.StartsWith(_looseName, StringComparison.OrdinalIgnoreCase) && IsChunkSuffix(loose[_looseName.Length..])
            : FileSystemName.MatchesSimpleExpression(_looseName, loose, ignoreCase: true);
    }

    private static bool CouldBegin(char found, char expected) =>
        char.ToLowerInvariant(found) == char.ToLowerInvariant(expected)
        || !char.IsAsciiLetterOrDigit(found)
        || !char.IsAsciiLetterOrDigit(expected);

    private static string Loosely(ReadOnlySpan<char> name)
    {
        var text = Uri.UnescapeDataString(name.ToString()).Trim(' ', '"', '\'', '+', '\t', '\0');
        // Where C code stops reading.
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        if (end > 0)
            text = text[..end];
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        // A pair of brackets makes an array of that name, one bracket is a character like any other that PHP does not have in names.
        if (bracket > 0 && text.IndexOf(']', bracket) > 0)
            text = text[..bracket];
        return text.Replace('.', '_').Replace(' ', '_').Replace('[', '_').Replace('+', '_');
    }

    /// <summary><c>.0</c> (Auth.js), <c>C1</c> (ASP.NET Core), <c>-1</c>, <c>_1</c>.</summary>
    private static bool IsChunkSuffix(ReadOnlySpan<char> suffix) =>
        suffix.IsEmpty
        || (suffix.Length is >= 2 and <= 4 && suffix[0] is '.' or 'C' or 'c' or '-' or '_' && suffix[1..].IndexOfAnyExceptInRange('0', '9') < 0);
}
