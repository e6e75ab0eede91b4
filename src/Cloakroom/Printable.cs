using System.Globalization;

namespace Cloakroom;

/// <summary>Text of others, for people.</summary>
internal static class Printable
{
    /// <summary>Without what a terminal would obey or what would turn the text around it: reasons, names and routes come from others, routes from anybody.</summary>
    public static string Of(string text) => text.Any(IsHidden)
        ? string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = IsHidden(from[i]) ? '\uFFFD' : from[i];
        })
        : text;

    private static bool IsHidden(char letter) => char.IsControl(letter) || CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.Format;
}
