using System.CommandLine;
using Cloakroom.Cli.Control;

namespace Cloakroom.Cli.Impact;

/// <summary>The options of <c>cloakroom impact</c>. Each error names the option, what was given, and what would do.</summary>
internal sealed class ImpactOptions
{
    public Option<DateTimeOffset?> From { get; } =
        TimeOption.Create("--from", "From when on, in UTC unless it says otherwise. Default: a day before --to.", "2026-03-01T09:15");

    public Option<DateTimeOffset?> To { get; } = TimeOption.Create("--to", "Until when. Default: now.", "2026-03-01T10:00");

    public Option<string?> Incident { get; } = new("--incident")
    {
        Description = "The interval of this incident, instead of --from and --to. All that happened in it counts, whichever incident it belongs to.",
        HelpName = "id",
    };

    public StoreChoice Store { get; } = new();

    public Option<ImpactFormat> Format { get; } = new("--format")
    {
        Description = "text for people (default), json or csv for programs.",
        HelpName = "text|json|csv",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Enum.TryParse<ImpactFormat>(text, ignoreCase: true, out var format) && !char.IsDigit(text[0])) return format;
            result.AddError($"--format {Text.Printable(text)}: not understood; give text, json or csv.");
            return ImpactFormat.Text;
        },
    };
}
