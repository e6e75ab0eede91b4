using System.CommandLine;
using Cloakroom.Alerts;
using Cloakroom.Cli.Control;

namespace Cloakroom.Cli.Alert;

/// <summary>The options of <c>cloakroom alert</c>.</summary>
internal sealed class AlertCommandOptions
{
    private readonly ControlOptions _control = new();

    public StoreChoice Store { get; } = new();

    public AlertSource Source { get; } = new();

    public Option<ControlFormat> Format => _control.Format;

    public Option<int> Last => _control.Last;

    public Option<string> Reason => _control.Reason;

    public Option<string?> To { get; } = new("--to") { Description = "Only this destination, by its name. Default: all.", HelpName = "name" };

    public Option<AlertState?> State { get; } = new("--state")
    {
        Description = "Only those that are pending, delivered, dead (given up) or muted. Default: all.",
        HelpName = "pending|delivered|dead|muted",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Enum.TryParse<AlertState>(text, ignoreCase: true, out var state) && char.IsLetter(text[0])) return state;
            result.AddError($"--state {Text.Printable(text)}: not understood; give pending, delivered, dead or muted.");
            return null;
        },
    };
}
