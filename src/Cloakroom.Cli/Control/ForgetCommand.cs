using System.CommandLine;
using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Cli.Control;

/// <summary><c>cloakroom forget</c>: says of a node that fell silent that it is known to have stopped.</summary>
internal static class ForgetCommand
{
    public static Command Create(ControlSetting setting)
    {
        var options = new ControlOptions();
        var node = new Argument<string>("node") { Description = "The node's id, as cloakroom status names it." };
        var command = new Command("forget", "Take a node out of the list that was killed and is known not to run. By itself it goes after a day.") { node };
        return command.WithReason(options, waits: false).On(setting, options, async (parsed, session, format, token) =>
        {
            var id = parsed.GetValue(node)!;
            var found = (await session.ReadNodesAsync(token)).FirstOrDefault(candidate => candidate.Id == id)
                ?? throw new ControlException($"{Text.Printable(id)}: no node of that id is in the list. See those that are: cloakroom status.");
            if (NodeLine.Silence(found, setting.Time.GetUtcNow()) < NodeLine.AliveWithin)
                throw new ControlException($"{Text.Printable(found.Name)} is alive: it told so less than {NodeLine.AliveWithin.TotalSeconds:0} s ago. Stop it first.");
            var entry = new ControlEntry(setting.Time.GetUtcNow().TruncateToMilliseconds(), $"forget node {found.Name}", setting.Operator, parsed.GetValue(options.Reason)!);
            if (!await session.Calls.WriteAsync("forget-node", inner => session.Store.ForgetNodeAsync(id, entry, inner), token))
                throw new ControlException($"{Text.Printable(found.Name)} has told meanwhile that it stopped, and is out of the list.");
            if (format == ControlFormat.Json)
                ControlJson.Write(setting.Terminal, new { entry.Action, entry.At, entry.By });
            else
                setting.Terminal.Out.WriteLine($"Done, durably: {Text.Printable(entry.Action)}.");
            return ExitCode.Success;
        });
    }
}
