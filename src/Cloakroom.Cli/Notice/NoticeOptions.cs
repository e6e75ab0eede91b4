using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Cli.Alert;
using Cloakroom.Cli.Control;
using Cloakroom.Notices;

namespace Cloakroom.Cli.Notice;

/// <summary>The options of <c>cloakroom incident notice</c>.</summary>
internal sealed class NoticeOptions
{
    public AlertSource Source { get; } = new();

    public Option<NoticeGroup> Group { get; } = new("--group")
    {
        Description = "owners: their data was shown to somebody. receivers: they were shown somebody's data. Needed.",
        HelpName = "owners|receivers",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Enum.TryParse<NoticeGroup>(text, ignoreCase: true, out var group) && char.IsLetter(text[0])) return group;
            result.AddError($"--group {Text.Printable(text)}: not understood; give owners or receivers.");
            return default;
        },
    };

    public Option<string?> Addresses { get; } = new("--addresses") { Description = "Where people are: a CSV file with the columns subject,email[,name].", HelpName = "addresses.csv" };

    public Option<string?> Template { get; } = new("--template") { Description = "What they are told, in place of the built-in text. See it with --print-template.", HelpName = "notice.txt" };

    public Option<bool> PrintTemplate { get; } = new("--print-template") { Description = "Print the built-in text, to be edited, and do nothing else." };

    public Option<bool> Preview { get; } = new("--preview") { Description = "Say who would be told, and show the first notice; nobody is told. The default." };

    public Option<string?> Export { get; } = new("--export") { Description = "Write the notices to a new file for another program to send, and count those people as told.", HelpName = "notices.csv|.jsonl" };

    public Option<bool> Send { get; } = new("--send") { Description = "Send them by mail, through a destination of kind Email of --config or --settings." };

    public Option<string?> Via { get; } = new("--via") { Description = "With --send: which destination, if there are several for mail.", HelpName = "name" };

    public Option<bool> Unconfirmed { get; } = new("--include-unconfirmed")
    {
        Description = "Also those whom somebody began to tell without its being known whether they were: they may get it twice.",
    };

    public IEnumerable<Option> All => [Group, Addresses, Template, PrintTemplate, Preview, Export, Send, Via, Unconfirmed, Source.Settings];

    public void Validate(CommandResult result)
    {
        if (result.GetResult(Group) is null)
            result.AddError("notice: say whom: --group owners or --group receivers.");
        var (export, send) = (result.GetResult(Export) is not null, result.GetResult(Send) is { Implicit: false });
        if (new[] { export, send, result.GetResult(Preview) is { Implicit: false } }.Count(given => given) > 1)
            result.AddError("--preview, --export and --send: give one of them.");
        if ((export || send) && result.GetResult(Addresses) is null)
            result.AddError("notice: say where people are: --addresses addresses.csv.");
        if (result.GetResult(Export) is { Tokens: [var file] } && !file.Value.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !file.Value.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            result.AddError($"--export {Text.Printable(file.Value)}: its name must end in .csv or .jsonl.");
    }
}
