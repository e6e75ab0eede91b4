using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Cloakroom.Cli.Control;
using Cloakroom.Edge.Configuration;

namespace Cloakroom.Cli.Impact;

/// <summary>The options of <c>cloakroom impact</c>. Each error names the option, what was given, and what would do.</summary>
internal sealed class ImpactOptions
{
    public Option<DateTimeOffset?> From { get; } = new("--from")
    {
        Description = "From when on, in UTC unless it says otherwise. Default: a day before --to.",
        HelpName = "2026-03-01T09:15",
        CustomParser = result => Time(result, "--from"),
    };

    public Option<DateTimeOffset?> To { get; } = new("--to")
    {
        Description = "Until when. Default: now.",
        HelpName = "2026-03-01T10:00",
        CustomParser = result => Time(result, "--to"),
    };

    public Option<string?> Store { get; } = new("--store") { Description = "The SQLite file of an application that uses the library.", HelpName = "cloakroom.db" };

    public Option<string?> Data { get; } = new("--data")
    {
        Description = $"An edge's directory, which holds {StoreLocation.FileName}. Default: as in --config, else {new EdgeStoreOptions().Directory}.",
        HelpName = "directory",
    };

    public Option<string?> Config { get; } = new("--config") { Description = "An edge's configuration, to find its directory.", HelpName = "edge.json" };

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

    private static DateTimeOffset? Time(ArgumentResult result, string option)
    {
        var text = result.Tokens[0].Value;
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, styles, out var time))
            return time;
        result.AddError($"{option} {Text.Printable(text)}: not understood; give a time such as 2026-03-01T09:15 or 2026-03-01T09:15:30+01:00.");
        return null;
    }
}
