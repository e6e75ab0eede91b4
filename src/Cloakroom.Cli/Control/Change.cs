using System.Globalization;
using Cloakroom.Control;
using Cloakroom.Edge.Sealing;
using Cloakroom.Sessions;

namespace Cloakroom.Cli.Control;

/// <summary>Changes something, and reports when it is in force on each running edge.</summary>
internal sealed class Change(ControlSetting setting, ControlSession session, ControlFormat format, int waitSeconds)
{
    public Task<int> SetModeAsync(CloakroomMode mode, string reason, CancellationToken cancellationToken)
    {
        var state = new ModeState(mode, setting.Operator, reason, Now());
        return RunAsync(
            $"mode {ModeNames.Of(mode)}",
            state.Since,
            async token =>
            {
                await session.Calls.WriteAsync("set-mode", inner => session.Store.SetModeAsync(state, inner), token);
                return await ReadRevisionAsync(token);
            },
            cancellationToken);
    }

    public Task<int> RevokeAllAsync(string reason, CancellationToken cancellationToken)
    {
        var entry = new ControlEntry(Now(), "revoke all", setting.Operator, reason);
        return RunAsync(
            entry.Action,
            entry.At,
            async token =>
            {
                await session.Calls.WriteAsync("advance-epoch", inner => session.Store.AdvanceEpochAsync(EpochScope.All, null, entry, inner), token);
                return await ReadRevisionAsync(token);
            },
            cancellationToken);
    }

    public Task<int> RevokeAsync(IReadOnlyCollection<Tag> values, IReadOnlyCollection<Tag> bindings, string reason, CancellationToken cancellationToken)
    {
        var named = values.Select(tag => $"session {tag}").Concat(bindings.Select(tag => $"binding {tag}"));
        var entry = new ControlEntry(Now(), $"revoke {string.Join(", ", named)}", setting.Operator, reason);
        UInt128[] tags = [.. values.Concat(bindings).Select(tag => tag.Bits).Distinct()];
        return RunAsync(
            entry.Action,
            entry.At,
            token => session.Calls.WriteAsync("revoke-tags", inner => session.Edges.RevokeTagsAsync(tags, entry, inner), token),
            cancellationToken);
    }

    private async Task<int> RunAsync(string action, DateTimeOffset at, Func<CancellationToken, Task<long>> change, CancellationToken cancellationToken)
    {
        var revision = await change(cancellationToken);
        var edges = await new EnforcementWatch(session, setting.Time).WaitAsync(revision, at, TimeSpan.FromSeconds(waitSeconds), cancellationToken);
        var missing = edges.Where(edge => edge.InForceAfterMs is null).ToList();
        if (format == ControlFormat.Json) ControlJson.Write(setting.Terminal, new { action, at, by = setting.Operator, revision, inForce = missing.Count == 0, edges });
        else Write(action, edges);
        if (waitSeconds == 0) return ExitCode.Success;
        foreach (var edge in missing)
        {
            setting.Terminal.Error.WriteLine(
                $"cloakroom: {Text.Printable(edge.Name)} has not put it in force within {waitSeconds} s; its last sign of life is {Seconds(edge.SeenSecondsAgo)} s old. "
                + "If it is stopped, that is all; if it runs, its view of the store is old: see its /healthz/ready, and stop it if in doubt.");
        }

        return missing.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private void Write(string action, IReadOnlyList<Enforcement> edges)
    {
        var output = setting.Terminal.Out;
        output.WriteLine($"Done, durably: {action}.");
        if (edges.Count == 0) output.WriteLine("No edge is running; it is in force as soon as one starts.");
        foreach (var edge in edges)
        {
            output.WriteLine(edge.InForceAfterMs is { } ms
                ? $"  {Text.Printable(edge.Name)}: in force after {ms} ms"
                : $"  {Text.Printable(edge.Name)}: not known to be in force");
        }
    }

    private Task<long> ReadRevisionAsync(CancellationToken cancellationToken) => session.AskAsync(
        "read-edge-control", async (store, token) => (await store.ReadEdgeControlAsync(0, token)).Revision, cancellationToken);

    private DateTimeOffset Now() => setting.Time.GetUtcNow().TruncateToMilliseconds();

    private static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);
}
