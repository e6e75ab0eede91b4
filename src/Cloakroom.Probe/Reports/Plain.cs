using System.Globalization;

namespace Cloakroom.Probe.Reports;

/// <summary>Text of others, for people: sites, scenarios and files decide what is in it.</summary>
internal static class Plain
{
    /// <summary>One line, without what a terminal would obey, what would turn the text around it, and what XML cannot hold.</summary>
    public static string Line(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? text : Cleaned(text, keepsLines: false);

    /// <summary>The same with its line ends: for texts of several lines that are Cloakroom's own.</summary>
    public static string Lines(string text) => Cleaned(text, keepsLines: true);

    private static string Cleaned(string text, bool keepsLines) => string.Create(text.Length, (text, keepsLines), static (span, from) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            var letter = from.text[i];
            if (char.IsHighSurrogate(letter) && i + 1 < span.Length && char.IsLowSurrogate(from.text[i + 1]))
            {
                var hidden = CharUnicodeInfo.GetUnicodeCategory(from.text, i) is UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned;
                span[i] = hidden ? '\uFFFD' : letter;
                span[i + 1] = hidden ? '\uFFFD' : from.text[i + 1];
                i++;
                continue;
            }

            span[i] = letter switch
            {
                '\n' when from.keepsLines => '\n',
                '\t' or '\r' or '\n' or '\u00A0' => ' ',
                '\uFFFE' or '\uFFFF' => '\uFFFD',
                _ when IsHidden(letter) => '\uFFFD',
                _ => letter,
            };
        }
    });

    private static bool IsHidden(char letter) => CharUnicodeInfo.GetUnicodeCategory(letter)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
