using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Cli.Control;

/// <summary>Changes something, and reports when it is in force on each running node.</summary>
internal sealed class Change(ControlSetting setting, ControlSession session, ControlFormat format, int waitSeconds)
{
    /// <param name="known">What was in force when it was decided.</param>
    /// <param name="mode">What is to be.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ControlException">Somebody, or a policy, has set another meanwhile, and this would let more through than that.</exception>
    public Task<int> SetModeAsync(ModeState known, CloakroomMode mode, string reason, CancellationToken cancellationToken)
    {
        var state = new ModeState(mode, setting.Operator, reason, Now());
        return RunAsync(
            $"mode {ModeNames.Of(mode)}",
            state.Since,
            token => ReplaceModeAsync(known, state, token),
            cancellationToken);
    }

    private async Task ReplaceModeAsync(ModeState known, ModeState mode, CancellationToken cancellationToken)
    {
        while (!await session.Calls.WriteAsync("set-mode", token => session.Store.ReplaceModeAsync(known, mode, token), cancellationToken))
        {
            known = await session.ReadModeAsync(cancellationToken);
            // Closing further never waits for anybody to look.
            if (mode.Mode < known.Mode)
                throw new ControlException($"Since this began {ModeNames.Sentence(known.Mode)}, by {known.By}: {known.Why}. Nothing was changed. Look at it (cloakroom status), and run this again.");
        }
    }

    /// <param name="scope">What ends.</param>
    /// <param name="name">The tenant or subject; null for all.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<int> RevokeAsync(EpochScope scope, string? name, string reason, CancellationToken cancellationToken)
    {
        var action = scope switch
        {
            EpochScope.All => "revoke all",
            EpochScope.Tenant => $"revoke tenant {name}",
            _ => $"revoke subject {name}",
        };
        var entry = new ControlEntry(Now(), action, setting.Operator, reason);
        return RunAsync(
            entry.Action,
            entry.At,
            token => session.Calls.WriteAsync("advance-epoch", inner => session.Store.AdvanceEpochAsync(scope, name, entry, inner), token),
            cancellationToken);
    }

    /// <summary>Ends single sessions: those that applications know by their ids, and at edges what was sealed with these tags.</summary>
    public async Task<int> RevokeAsync(IReadOnlyCollection<string> sessions, IReadOnlyCollection<string> bindings, string reason, CancellationToken cancellationToken)
    {
        var named = sessions.Select(id => $"session {id}").Concat(bindings.Select(id => $"binding {id}"));
        var entry = new ControlEntry(Now(), $"revoke {string.Join(", ", named)}", setting.Operator, reason);
        var unknown = sessions;
        var over = 0;
        var changed = false;
        if (sessions.Count > 0)
        {
            var ended = await session.Calls.WriteAsync("end-sessions", token => session.Store.EndSessionsAsync(sessions, entry, token), cancellationToken);
            unknown = ended.Unknown;
            over = ended.Over.Count;
            changed = ended.Unknown.Count < sessions.Count;
        }

        UInt128[] tags = [.. unknown.Concat(bindings).Select(PublicId.BitsOf).Distinct()];
        if (tags.Length > 0 && await session.HasEdgesAsync(cancellationToken))
        {
            await session.Calls.WriteAsync("revoke-tags", token => session.Edges.RevokeTagsAsync(tags, entry, token), cancellationToken);
            unknown = [];
            changed = true;
        }
        else if (bindings.Count > 0)
        {
            throw new ControlException("--binding is the tag of a browser at an edge, and no edge has this store. Nothing of a binding was ended.");
        }

        var result = changed ? await RunAsync(entry.Action, entry.At, _ => Task.CompletedTask, cancellationToken) : ExitCode.Success;
        if (over > 0)
            setting.Terminal.Error.WriteLine($"cloakroom: {Text.Count(over, "session")} of these had ended before.");
        if (unknown.Count == 0)
            return result;
        setting.Terminal.Error.WriteLine($"cloakroom: no session of that id is in the store: {string.Join(", ", unknown.Select(Text.Printable))}.");
        return ExitCode.Failure;
    }

    public async Task<int> RunAsync(string action, DateTimeOffset at, Func<CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        await change(cancellationToken);
        var enforced = await new EnforcementWatch(session, setting.Time).WaitAsync(at, TimeSpan.FromSeconds(waitSeconds), cancellationToken);
        if (format == ControlFormat.Json)
        {
            ControlJson.Write(setting.Terminal, new
            {
                action,
                at,
                by = setting.Operator,
                revisions = enforced.Revisions,
                inForce = enforced.IsComplete,
                enforced.Nodes,
                enforced.Silent,
            });
        }
        else
        {
            Write(action, enforced);
        }

        return enforced.Tell(setting.Terminal.Error, waitSeconds);
    }

    private void Write(string action, Enforced enforced)
    {
        var output = setting.Terminal.Out;
        output.WriteLine($"Done, durably: {Text.Printable(action)}.");
        if (enforced.Nodes.Count == 0)
            output.WriteLine("No node is running; it is in force as soon as one starts.");
        enforced.Write(output);
    }

    private DateTimeOffset Now() => setting.Time.GetUtcNow().TruncateToMilliseconds();
}
