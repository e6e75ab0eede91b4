using System.CommandLine;
using Cloakroom.Cli.Control;
using Cloakroom.Incidents;

namespace Cloakroom.Cli.Incident;

/// <summary><c>cloakroom incident contain</c>: ends the sessions that an incident is about, and no others.</summary>
internal static class ContainCommand
{
    public static Command Create(IncidentOptions options)
    {
        var command = new Command("contain", "End the sessions that it is about: those whose value or content somebody else got. Nobody else notices.")
        {
            options.Id, options.Reason, options.DryRun, options.Wait,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(options.Reason) is null or { Implicit: true } && result.GetResult(options.DryRun) is null or { Implicit: true })
                result.AddError("contain: say why: --reason TEXT. Or look first: --dry-run.");
        });
        return command;
    }

    /// <summary>Contains, tells what came of it, and waits until running nodes have it in force.</summary>
    /// <param name="setting">What the command runs in.</param>
    /// <param name="session">The store.</param>
    /// <param name="id">The incident.</param>
    /// <param name="reason">Why; null to change nothing and tell what would end.</param>
    /// <param name="waitSeconds">How long to wait for nodes.</param>
    /// <param name="format">How to tell.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="ControlException">There is no such incident.</exception>
    public static async Task<int> RunAsync(
        ControlSetting setting, ControlSession session, string id, string? reason, int waitSeconds, ControlFormat format, CancellationToken cancellationToken)
    {
        var containment = new Containment(session.Store, session.Calls, setting.Time);
        var at = setting.Time.GetUtcNow();
        await IncidentCommand.FindAsync(session, id, cancellationToken);
        var scope = await containment.FindInvolvedAsync(id, cancellationToken) ?? throw new ControlException($"{Text.Printable(id)}: past its retention, and gone by now.");
        var ended = reason is null
            ? await containment.CountAsync(scope, cancellationToken)
            : await containment.EndAsync(scope, setting.Operator, reason, cancellationToken);
        // Where nothing was left as well: whoever repeats it because a node had not confirmed must not be told that it has.
        var enforced = reason is null
            ? Enforced.Nowhere
            : await new EnforcementWatch(session, setting.Time).WaitAsync(at, TimeSpan.FromSeconds(waitSeconds), cancellationToken);
        if (format == ControlFormat.Json)
            ControlJson.Write(setting.Terminal, new { id, dryRun = reason is null, ended.Ended, ended.AlreadyOver, scope.Unnamed, scope.IsComplete, inForce = enforced.IsComplete, enforced.Nodes, enforced.Silent });
        else
            Write(setting.Terminal, scope, ended, enforced, isDryRun: reason is null);
        return enforced.Tell(setting.Terminal.Error, waitSeconds);
    }

    private static void Write(Terminal terminal, ContainmentScope scope, SessionsEnded ended, Enforced enforced, bool isDryRun)
    {
        var output = terminal.Out;
        output.WriteLine((isDryRun, ended.Ended) switch
        {
            (true, _) => $"Nothing was changed. It would end {Text.Count(ended.Ended, "session")}.",
            (_, 0) => "Nothing was left to end; nothing was changed.",
            _ => $"Done, durably: {Text.Count(ended.Ended, "session")} ended. Within a second that is in force wherever the store is in use.",
        });
        if (ended.AlreadyOver > 0)
            output.WriteLine($"  {Text.Count(ended.AlreadyOver, "session")} of the incident had ended before.");
        if (scope.Unnamed > 0)
            output.WriteLine($"  {Text.Count(scope.Unnamed, "mix-up")} did not tell whose session it was; if in doubt, end all of them.");
        if (!scope.IsComplete)
            output.WriteLine($"  Not complete: there is more in the record than the {Text.Number(Containment.MaxRows)} rows that were read. End all sessions instead.");
        enforced.Write(output);
    }
}
