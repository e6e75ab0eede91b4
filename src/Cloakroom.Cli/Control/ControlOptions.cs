using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Cloakroom.Edge.Sealing;
using Cloakroom.Journal;

namespace Cloakroom.Cli.Control;

/// <summary>The options of commands that ask and change what is in force. Each error names the option, what was given, and what would do.</summary>
internal sealed class ControlOptions
{
    private const int MaxReason = 500;
    private const int MaxLast = 10_000;
    private const int MaxWait = 600;
    private const int MaxName = 500;

    public StoreChoice Store { get; } = new();

    public Option<ControlFormat> Format { get; } = new("--format")
    {
        Description = "text for people (default), json for programs: one document on standard output.",
        HelpName = "text|json",
        Recursive = true,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (text.Equals("json", StringComparison.OrdinalIgnoreCase)) return ControlFormat.Json;
            if (!text.Equals("text", StringComparison.OrdinalIgnoreCase)) result.AddError($"--format {text}: not understood; give text or json.");
            return ControlFormat.Text;
        },
    };

    public Option<string> Reason { get; } = new("--reason")
    {
        Description = "Why, in a line. Needed: the history keeps it, with your name.",
        HelpName = "text",
        CustomParser = result => Checked(
            result,
            text => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxReason && !text.Any(char.IsControl),
            $"--reason: give one line of text, at most {MaxReason} characters."),
    };

    public Option<int> Wait { get; } = new("--wait")
    {
        Description = "How many seconds to wait until it is in force on every running node; 0 not to wait.",
        HelpName = "seconds",
        DefaultValueFactory = _ => 10,
        CustomParser = result => Whole(result, "--wait", 0, MaxWait),
    };

    public Option<int> Last { get; } = new("--last")
    {
        Description = "How many, newest first.",
        HelpName = "n",
        DefaultValueFactory = _ => 20,
        CustomParser = result => Whole(result, "--last", 1, MaxLast),
    };

    public Option<string[]> Sessions { get; } = new("--session")
    {
        Description = "This session, by the id or tag that a mix-up, a log line or a list names it with; may be given several times.",
        HelpName = "id",
        CustomParser = result => Ids(result, "--session", "session:"),
    };

    public Option<string[]> Bindings { get; } = new("--binding")
    {
        Description = "Edges: everything of this browser, by the tag of its binding; may be given several times.",
        HelpName = "tag",
        CustomParser = result => Ids(result, "--binding", MixupParty.Browser),
    };

    public Option<string?> Subject { get; } = Name("--subject", "Applications: every session of this subject (the user's id, as in the subject claim).", "id");

    public Option<string?> Tenant { get; } = Name("--tenant", "Applications: every session of this tenant.", "id");

    public Option<string?> Incident { get; } = Name("--incident", "The sessions that this incident is about, and no others, as incident contain does.", "id");

    public Option<bool> All { get; } = new("--all") { Description = "Every session there is." };

    private static Option<string?> Name(string name, string description, string help) => new(name)
    {
        Description = description,
        HelpName = help,
        CustomParser = result => Checked(result, text => text.Length is > 0 and <= MaxName && !text.Any(char.IsControl), $"{name}: give an id, at most {MaxName} characters."),
    };

    // With or without the word that mix-ups put before it.
    private static string[] Ids(ArgumentResult result, string option, string word) =>
    [
        .. result.Tokens.Select(token =>
        {
            var text = token.Value.AsSpan();
            if (!Tag.TryParse(text.StartsWith(word, StringComparison.Ordinal) ? text[word.Length..] : text, out var tag))
                result.AddError($"{option} {Text.Printable(token.Value)}: not an id; give the 22 characters that a mix-up or a log line names.");
            return tag.ToString();
        }),
    ];

    private static int Whole(ArgumentResult result, string option, int min, int max)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        result.AddError($"{option} {Text.Printable(text)}: not understood; give a whole number from {min} to {max}.");
        return 0;
    }

    private static string Checked(ArgumentResult result, Func<string, bool> isGood, string remedy)
    {
        var text = result.Tokens[0].Value;
        if (!isGood(text)) result.AddError(remedy);
        return text;
    }
}
