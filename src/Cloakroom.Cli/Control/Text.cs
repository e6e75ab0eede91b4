using System.Globalization;

namespace Cloakroom.Cli.Control;

/// <summary>Text for people.</summary>
internal static class Text
{
    public static string Printable(string text) => Cloakroom.Printable.Of(text);

    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A number of things whose plural has an s.</summary>
    public static string Count(long number, string what) => $"{Number(number)} {what}{(number == 1 ? "" : "s")}";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
