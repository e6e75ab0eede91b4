using System.Text.RegularExpressions;
using AngleSharp.Css.Parser;
using Cloakroom.Probe.Scenarios.Extracting;

namespace Cloakroom.Probe.Scenarios.Reading;

/// <summary>What is wrong with an extraction, whatever the response.</summary>
internal static class ExtractionRules
{
    public static void Check(Extraction extraction, string path, ProblemList problems)
    {
        var ways = new[] { extraction.Header, extraction.Pointer, extraction.Selector }.Count(way => way is not null);
        if (ways > 1)
            problems.Add(path, "takes from several places at once.", "Keep one of header, pointer and selector; a pattern may go with it.");
        if (ways == 0 && extraction.Pattern is null)
            problems.Add(path, "does not say what to take.", "Give header, pointer, selector or pattern.");
        if (extraction is { Attribute: not null, Selector: null })
            problems.Add($"{path}.attribute", "there is no selector that it belongs to.", "Add one, or remove it.");
        if (extraction.Header is { } header && !IsToken(header))
            problems.Add($"{path}.header", "is not the name of a header field.", "Write the name alone, such as X-CSRF-Token.");
        if (extraction.Pointer is { } pointer && !JsonPointer.IsValid(pointer))
            problems.Add($"{path}.pointer", "is not a JSON pointer (RFC 6901).", "Begin with a slash: /user/email; a slash in a name is ~1, a tilde ~0.");
        if (extraction.Selector is { } selector && new CssSelectorParser().ParseSelector(selector) is null)
            problems.Add($"{path}.selector", "is not a CSS selector.", "Write one as for querySelector: input[name=csrf].");
        CheckPattern(extraction.Pattern, extraction is { Header: null, Pointer: null, Selector: null } ? path : $"{path}.pattern", problems);
    }

    public static bool IsToken(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    private static void CheckPattern(string? pattern, string path, ProblemList problems)
    {
        if (pattern is null)
            return;
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (RegexParseException wrong)
        {
            // Its message quotes the pattern.
            problems.Add(path, $"is not a regular expression ({wrong.Error}, at character {wrong.Offset}).", "Correct it; a backslash is written twice in JSON.");
        }
    }
}
