using System.Text.RegularExpressions;
using Cloakroom.Edge.Configuration;

namespace Cloakroom.Edge.Cookies;

/// <summary>What a session cookie's value tells about itself.</summary>
internal static partial class SessionValue
{
    // No framework's identifiers are longer; what is, carries the session.
    private const int MaxIdentifierLength = 256;

    // What remains of a session when storage fails: PHP, Rails and JavaScript write these.
    private static readonly HashSet<string> Hollow = new(StringComparer.OrdinalIgnoreCase)
    {
        "deleted", "null", "nil", "none", "undefined", "false", "true", "nan", "[object object]", "anonymous", "guest",
    };

    /// <summary>Whether the value is the session itself, which two browsers may have by chance, rather than a name for one.</summary>
    public static bool IsState(GuardedCookie rule, string name, string value) => rule.Content switch
    {
        CookieContent.State => true,
        CookieContent.Identifier => false,
        _ => name.EndsWith(".sig", StringComparison.Ordinal) || ReadsAsState(Unescape(value)),
    };

    /// <summary>Whether the value names a session, or may do so behind the application's encryption: ASP.NET Core and Laravel encrypt an identifier as they encrypt state.</summary>
    public static bool MayNameSession(GuardedCookie rule, string name, string value) =>
        !IsState(rule, name, value) || (rule.Content == CookieContent.Auto && !name.EndsWith(".sig", StringComparison.Ordinal) && IsEncrypted(Unescape(value)));

    /// <summary>Why an identifier cannot be one session's; null when it can.</summary>
    public static string? FindDegeneracy(string value, int minLength)
    {
        var text = Unescape(value).Trim('"');
        // express-session signs its identifiers: s:ID.SIGNATURE.
        var id = text.StartsWith("s:", StringComparison.Ordinal) && text.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? text[2..dot] : text;
        if (id.Length == 0)
            return "it is empty";
        if (Hollow.Contains(id))
            return "it is a word for nothing";
        if (id.Length < minLength)
            return $"it has {id.Length} characters, and an identifier here has at least {minLength}";
        return id.AsSpan().IndexOfAnyExcept(id[0]) < 0 ? "it is one character over and over" : null;
    }

    private static bool ReadsAsState(string value)
    {
        var text = value.StartsWith("s:", StringComparison.Ordinal) || value.StartsWith("j:", StringComparison.Ordinal) ? value[2..] : value;
        return text.Length > MaxIdentifierLength
            || (text.Length > 0 && (text[0] is '{' or '['
                || text.StartsWith("eyJ", StringComparison.Ordinal)
                || text.StartsWith("e30", StringComparison.Ordinal)
                || text.StartsWith("W10", StringComparison.Ordinal)
                || text.StartsWith(".eJ", StringComparison.Ordinal)
                || text.StartsWith("CfDJ8", StringComparison.Ordinal)
                || text.StartsWith("Fe26.", StringComparison.Ordinal)
                || (text.Contains("--", StringComparison.Ordinal) && Digested().IsMatch(text))));
    }

    /// <summary>ASP.NET Core's Data Protection, Iron, Laravel (JSON that begins with <c>iv</c>), Rails (three parts).</summary>
    private static bool IsEncrypted(string value) =>
        value.StartsWith("CfDJ8", StringComparison.Ordinal)
        || value.StartsWith("Fe26.", StringComparison.Ordinal)
        || value.StartsWith("eyJpdiI6", StringComparison.Ordinal)
        || Enciphered().IsMatch(value);

    private static string Unescape(string value) => value.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(value) : value;

    /// <summary>Rails: base64, two hyphens, a digest (signed), or three parts of base64 (encrypted).</summary>
    [GeneratedRegex("^[A-Za-z0-9+/=_-]+--([0-9a-f]{40,64}|[A-Za-z0-9+/=_-]+--[A-Za-z0-9+/=_-]+)$")]
    private static partial Regex Digested();

    [GeneratedRegex("^[A-Za-z0-9+/=_-]+--[A-Za-z0-9+/=_-]+--[A-Za-z0-9+/=_-]+$")]
    private static partial Regex Enciphered();
}
