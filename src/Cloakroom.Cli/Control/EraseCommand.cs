using System.CommandLine;
using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Cli.Control;

/// <summary><c>cloakroom erase</c>: a subject's data, on request.</summary>
/// <remarks>The audit trail, which is kept, says that and how much was erased, not whose: or the name would outlive what it stood for.</remarks>
internal static class EraseCommand
{
    // Ten million sums are looked at.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    // Nodes write uses every two seconds unless they are told otherwise.
    private static readonly TimeSpan UsesUnderWay = TimeSpan.FromSeconds(3);

    public static Command Create(ControlSetting setting)
    {
        var options = new ControlOptions();
        var command = new Command("erase", "Forget a subject on request: end its sessions, delete them and what is recorded of their use.") { options.Subject, options.Sessions };
        command.WithReason(options);
        command.Validators.Add(result =>
        {
            if (ControlCommands.IsGiven(result, options.Subject) == ControlCommands.IsGiven(result, options.Sessions))
                result.AddError("erase: say whose: --subject ID; or --session ID for single sessions, and at edges, which know no subjects.");
        });
        return command.On(setting, options, (parsed, session, format, token) => RunAsync(
            setting,
            session,
            format,
            parsed.GetValue(options.Subject),
            parsed.GetValue(options.Sessions) ?? [],
            parsed.GetValue(options.Reason)!,
            TimeSpan.FromSeconds(parsed.GetValue(options.Wait)),
            token));
    }

    private static async Task<int> RunAsync(
        ControlSetting setting,
        ControlSession session,
        ControlFormat format,
        string? subject,
        string[] named,
        string reason,
        TimeSpan wait,
        CancellationToken cancellationToken)
    {
        var traces = new SubjectTraces(named, 0);
        var hasEdges = await session.HasEdgesAsync(cancellationToken);
        if (subject is not null)
        {
            if (hasEdges && !await session.HasApplicationsAsync(cancellationToken))
                throw new ControlException("This is the store of edges, which know no subjects: nothing was erased. Name the sessions by their tags: --session TAG.");
            traces = await session.Calls.RunAsync("find-subject", token => session.Store.FindSubjectAsync(subject, token), Limit, cancellationToken);
        }

        var (sessions, mixups) = traces;
        // Ended first, so that nothing is added while it is erased.
        var began = Entry($"erase a subject: end {Text.Count(sessions.Count, "session")}");
        var ended = sessions.Count == 0
            ? new SessionEndings([], [], [])
            : await session.Calls.WriteAsync("end-sessions", token => session.Store.EndSessionsAsync(sessions, began, token), cancellationToken);
        var tags = ended.Unknown.Select(PublicId.BitsOf).ToList();
        if (hasEdges && tags.Count > 0)
            await session.Calls.WriteAsync("revoke-tags", token => session.Edges.RevokeTagsAsync(tags, began, token), cancellationToken);
        var enforced = await new EnforcementWatch(session, setting.Time).WaitAsync(began.At, wait, cancellationToken);
        if (enforced.Nodes.Count > 0 && wait > TimeSpan.Zero)
            await Task.Delay(UsesUnderWay, setting.Time, cancellationToken);

        UInt128[] bits = [.. sessions.Select(PublicId.BitsOf).Where(id => id != 0)];
        var uses = bits.Length == 0 ? 0 : await session.Calls.RunAsync("erase-uses", token => session.Store.EraseUsesAsync(bits, token), Limit, cancellationToken);
        // Last, since until then the records say which sessions they were, should this be interrupted and repeated.
        var records = sessions.Count == 0 ? 0 : await session.Calls.WriteAsync(
            "erase-sessions", token => session.Store.EraseSessionsAsync(sessions, Entry($"erase a subject: {Text.Count(sessions.Count, "session")}, {Text.Count(uses, "sum")} of uses"), token), cancellationToken);
        Write(setting, format, new Erasure(sessions.Count, ended.Ended.Count, records, uses, mixups, enforced));
        return enforced.IsComplete ? ExitCode.Success : ExitCode.Failure;

        ControlEntry Entry(string action) => new(setting.Time.GetUtcNow().TruncateToMilliseconds(), action, setting.Operator, reason);
    }

    private static void Write(ControlSetting setting, ControlFormat format, Erasure erased)
    {
        if (format == ControlFormat.Json)
        {
            ControlJson.Write(setting.Terminal, new
            {
                erased.Sessions,
                erased.Ended,
                erased.Records,
                erased.Uses,
                mixupsKept = erased.Mixups,
                inForce = erased.Enforced.IsComplete,
                erased.Enforced.Nodes,
                erased.Enforced.Silent,
            });
            return;
        }

        var output = setting.Terminal.Out;
        output.WriteLine(erased.Sessions == 0
            ? "Nothing is recorded by that name; nothing was erased."
            : $"Done, durably: {Text.Count(erased.Sessions, "session")} ({Text.Number(erased.Ended)} live until now), {Text.Count(erased.Records, "record")} and {Text.Count(erased.Uses, "sum")} of uses erased.");
        if (erased.Sessions > 0)
            output.WriteLine("Past incidents no longer count these uses, as owner or as receiver.");
        if (erased.Mixups > 0)
        {
            output.WriteLine($"Kept: {Text.Count(erased.Mixups, "mix-up")} that {(erased.Mixups == 1 ? "names" : "name")} the subject, as evidence of what happened to others, until Retention:Mixups.");
        }

        output.WriteLine("The history keeps what operators wrote into it, such as revoke --subject.");
        foreach (var node in erased.Enforced.Nodes.Where(node => node.InForceAfterMs is null).Concat(erased.Enforced.Silent))
            setting.Terminal.Error.WriteLine($"cloakroom: {Text.Printable(node.Name)} has not confirmed the end of these sessions and may write uses of them yet: run this again with --session once it has, or is stopped.");
    }

    private sealed record Erasure(int Sessions, int Ended, int Records, int Uses, int Mixups, Enforced Enforced);
}
