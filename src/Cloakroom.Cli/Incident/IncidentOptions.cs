using System.CommandLine;
using Cloakroom.Cli.Control;

namespace Cloakroom.Cli.Incident;

/// <summary>The options of <c>cloakroom incident</c>. Each error names the option, what was given, and what would do.</summary>
internal sealed class IncidentOptions
{
    private const int MaxText = 2_000;

    private readonly ControlOptions _control = new();

    public StoreChoice Store { get; } = new();

    public Option<ControlFormat> Format => _control.Format;

    public Option<int> Last => _control.Last;

    public Option<string> Reason => _control.Reason;

    public Option<int> Wait => _control.Wait;

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Change nothing; tell how many sessions would end." };

    public Argument<string> Id { get; } = new("id") { Description = "Which incident, as incident list or the warning in the log names it." };

    public Option<DateTimeOffset?> From { get; } =
        TimeOption.Create("--from", "From when on it was, in UTC unless it says otherwise. Needed.", "2026-03-01T09:15");

    public Option<DateTimeOffset?> To { get; } = TimeOption.Create("--to", "Until when. Default: now.", "2026-03-01T10:00");

    public Option<string> Text { get; } = new("--text")
    {
        Description = "What to write down, in a line. Needed: the incident keeps it, with your name. No cookie values.",
        HelpName = "text",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (string.IsNullOrWhiteSpace(text) || text.Length > MaxText || text.Any(char.IsControl))
                result.AddError($"--text: give one line of text, at most {MaxText} characters.");
            return text;
        },
    };
}
