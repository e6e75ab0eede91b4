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
        return command.WithReason(options).On(setting, options, async (parsed, session, format, token) =>
        {
            var id = parsed.GetValue(node)!;
            var found = (await session.ReadNodesAsync(token)).FirstOrDefault(candidate => candidate.Id == id)
                ?? throw new ControlException($"{Text.Printable(id)}: no node of that id is in the list. See those that are: cloakroom status.");
            if (NodeLine.Silence(found, setting.Time.GetUtcNow()) < NodeLine.AliveWithin)
                throw new ControlException($"{Text.Printable(found.Name)} is alive: it told so less than {NodeLine.AliveWithin.TotalSeconds:0} s ago. Stop it first.");
            var entry = new ControlEntry(setting.Time.GetUtcNow().TruncateToMilliseconds(), $"forget node {found.Name}", setting.Operator, parsed.GetValue(options.Reason)!);
            return await new Change(setting, session, format, parsed.GetValue(options.Wait)).RunAsync(
                entry.Action,
                entry.At,
                async inner =>
                {
                    await session.Calls.WriteAsync("remove-node", last => session.Store.RemoveNodeAsync(id, last), inner);
                    // Whatever pass there is stays: somebody may be verifying.
                    var control = await session.Calls.ReadAsync("read-control", last => session.Store.ReadControlAsync(0, last), inner);
                    await session.Calls.WriteAsync("set-pass", last => session.Store.SetPassAsync(control.Pass, entry, last), inner);
                },
                token);
        });
    }
}
