using System.Text.RegularExpressions;

namespace Cloakroom.Probe.Scenarios.Reading;

/// <summary><c>${NAME}</c> in texts of a file: passwords need not stand in it.</summary>
internal sealed partial class Variables(Func<string, string?> environment, ProblemList problems)
{
    /// <param name="part">A string.</param>
    /// <param name="isTemplate">Whether braces in the text are placeholders: those in a variable are not.</param>
    public string Expand(JsonPart part, bool isTemplate) => Pattern().Replace(part.Text, match =>
    {
        var name = match.Groups[1].Value;
        if (environment(name) is { Length: > 0 } value)
            return isTemplate ? Placeholders.Escape(value) : value;
        problems.Add(part.Path, $"the environment has no {name}.", $"Set it before the call: export {name}=…");
        return "";
    });

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
