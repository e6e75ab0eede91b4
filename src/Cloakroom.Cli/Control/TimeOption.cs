using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Cloakroom.Cli.Control;

/// <summary>Options that are a moment, in UTC unless they say otherwise.</summary>
internal static class TimeOption
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    public static Option<DateTimeOffset?> Create(string name, string description, string example) => new(name)
    {
        Description = description,
        HelpName = example,
        CustomParser = result => Parse(result, name),
    };

    /// <summary>For a validator, which runs before what is not understood is told: null for that, too, as for what is not given.</summary>
    public static DateTimeOffset? Given(CommandResult result, Option<DateTimeOffset?> option) =>
        result.GetResult(option) is { Tokens: [var token] } && TryParse(token.Value, out var time) ? time : null;

    private static DateTimeOffset? Parse(ArgumentResult result, string option)
    {
        var text = result.Tokens[0].Value;
        if (TryParse(text, out var time))
            return time;
        result.AddError($"{option} {Text.Printable(text)}: not understood; give a time such as 2026-03-01T09:15 or 2026-03-01T09:15:30+01:00.");
        return null;
    }

    private static bool TryParse(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
