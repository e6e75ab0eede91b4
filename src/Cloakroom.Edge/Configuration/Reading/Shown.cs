using System.Text;

namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>What may be shown of a value that somebody wrote: never a credential, never something that moves the cursor, never a page of it.</summary>
internal static class Shown
{
    private const int MaxLength = 80;

    public static string Of(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.Length > MaxLength ? text.AsSpan(0, MaxLength) : text)
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c);
        return text.Length > MaxLength ? shown.Append('…').ToString() : shown.ToString();
    }

    /// <summary>An address, without the name and password that it may carry and without its query.</summary>
    public static string Address(string text)
    {
        var at = text.LastIndexOf('@');
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var bare = at < 0 ? text : $"{(scheme >= 0 && scheme < at ? text[..(scheme + 3)] : "")}…{text[at..]}";
        var query = bare.AsSpan().IndexOfAny('?', '#');
        return Of(query < 0 ? bare : $"{bare.AsSpan(0, query)}?…");
    }

    /// <summary>A cookie's name, without a value that may have been pasted along with it.</summary>
    public static string CookieName(string text)
    {
        var end = text.AsSpan().IndexOfAny("=; \t,");
        return Of(end < 0 ? text : $"{text.AsSpan(0, end)}…");
    }

    /// <summary>A path of a file, unless it is the content of one.</summary>
    public static string File(string text) => text.Contains("-----BEGIN", StringComparison.Ordinal) || text.Contains('\n') ? "…" : Of(text);
}
