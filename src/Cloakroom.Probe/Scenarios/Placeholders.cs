using System.Text.RegularExpressions;

namespace Cloakroom.Probe.Scenarios;

/// <summary>
/// <c>{name}</c>, <c>{totp:name}</c>, <c>{marker:label}</c> and <c>{random}</c> in texts. Braces around anything else are just braces;
/// <c>{{name}}</c> stands for the text <c>{name}</c>.
/// </summary>
internal static partial class Placeholders
{
    public const string Random = "random";
    public const string Totp = "totp:";
    public const string Marker = "marker:";

    /// <param name="text">With placeholders.</param>
    /// <param name="value">Gives the value of what stands in the braces.</param>
    public static string Fill(string text, Func<string, string> value) =>
        Pattern().Replace(text, match => match.Groups["literal"] is { Success: true } literal ? $"{{{literal.Value}}}" : value(match.Groups["name"].Value));

    /// <summary>With values of an account only; what it does not have stays.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Fill(text, name => values.TryGetValue(name, out var value) ? value : $"{{{name}}}");

    public static IEnumerable<string> In(string text) => Pattern().Matches(text).Where(match => match.Groups["name"].Success).Select(match => match.Groups["name"].Value);

    /// <summary>A text that <see cref="Fill(string, Func{string, string})"/> gives back as it is.</summary>
    public static string Escape(string text) => Single().Replace(text, "{$0}");

    public static bool IsName(string text) => Name().IsMatch(text);

    [GeneratedRegex(@"\{\{(?<literal>(?:(?:totp|marker):)?[\p{L}_][\p{L}\p{Nd}_.-]*)\}\}|\{(?<name>(?:(?:totp|marker):)?[\p{L}_][\p{L}\p{Nd}_.-]*)\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\{(?:(?:totp|marker):)?[\p{L}_][\p{L}\p{Nd}_.-]*\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Single();

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_.-]*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
