using System.CommandLine;
using Cloakroom.Cli.Incident;
using Cloakroom.Control;

namespace Cloakroom.Cli.Control;

/// <summary><c>cloakroom revoke</c>: ends sessions, single ones or many at once.</summary>
internal static class RevokeCommand
{
    public static Command Create(ControlSetting setting)
    {
        var options = new ControlOptions();
        Option[] targets = [options.Sessions, options.Bindings, options.Subject, options.Tenant, options.Incident, options.All];
        var command = new Command("revoke", "End sessions: single ones, those of a browser, a subject or a tenant, those that an incident is about, or all. At edges it works for sessions that live wholly in cookies, too.");
        foreach (var target in targets)
            command.Add(target);
        command.WithReason(options);
        command.Validators.Add(result =>
        {
            var given = targets.Where(target => ControlCommands.IsGiven(result, target)).ToList();
            if (given.Count == 0)
                result.AddError("revoke: say what to end: --session ID, --binding TAG, --subject ID, --tenant ID, --incident ID or --all.");
            else if (given.Count > 1 && given.Exists(target => target != options.Sessions && target != options.Bindings))
                result.AddError($"revoke: {string.Join(" and ", given.Select(target => target.Name))}: give one of them; only --session and --binding go together.");
        });
        return command.On(setting, options, async (parsed, session, format, token) =>
        {
            var change = new Change(setting, session, format, parsed.GetValue(options.Wait));
            var reason = parsed.GetValue(options.Reason)!;
            if (parsed.GetValue(options.All))
                return await change.RevokeAsync(EpochScope.All, null, reason, token);
            if (parsed.GetValue(options.Subject) is { } subject)
                return await RevokeNamedAsync(setting, session, change, EpochScope.Subject, subject, reason, token);
            if (parsed.GetValue(options.Tenant) is { } tenant)
                return await RevokeNamedAsync(setting, session, change, EpochScope.Tenant, tenant, reason, token);
            if (parsed.GetValue(options.Incident) is { } incident)
                return await ContainCommand.RunAsync(setting, session, incident, reason, parsed.GetValue(options.Wait), format, token);
            return await change.RevokeAsync(parsed.GetValue(options.Sessions) ?? [], parsed.GetValue(options.Bindings) ?? [], reason, token);
        });
    }

    /// <summary>Edges know neither subjects nor tenants, and must not seem to.</summary>
    private static async Task<int> RevokeNamedAsync(
        ControlSetting setting, ControlSession session, Change change, EpochScope scope, string name, string reason, CancellationToken cancellationToken)
    {
        var what = scope == EpochScope.Subject ? "subjects" : "tenants";
        var hasEdges = await session.HasEdgesAsync(cancellationToken);
        if (hasEdges && !await session.HasApplicationsAsync(cancellationToken))
            throw new ControlException($"This is the store of edges, which know no {what}: nothing was ended. End sessions by their tags (--session, --binding), which mix-ups and log lines name, or all (--all).");
        var result = await change.RevokeAsync(scope, name, reason, cancellationToken);
        if (hasEdges)
            setting.Terminal.Error.WriteLine($"cloakroom: edges share this store and know no {what}; what they have sealed goes on. End that by --session, --binding or --all.");
        return result;
    }
}
