using System.Globalization;

namespace Cloakroom.Cli.Control;

/// <summary>Text for people.</summary>
internal static class Text
{
    /// <summary>Without what a terminal would obey: reasons, names and routes come from others, routes from anybody.</summary>
    public static string Printable(string text) => string.Create(text.Length, text, static (span, from) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = char.IsControl(from[i]) || CharUnicodeInfo.GetUnicodeCategory(from[i]) == UnicodeCategory.Format ? '\uFFFD' : from[i];
    });

    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A number of things whose plural has an s.</summary>
    public static string Count(long number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
