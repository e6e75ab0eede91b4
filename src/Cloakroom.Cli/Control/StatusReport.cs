using Cloakroom.Control;
using Cloakroom.Edges;

namespace Cloakroom.Cli.Control;

/// <summary><c>cloakroom control status</c>.</summary>
internal sealed class StatusReport(ControlSetting setting)
{
    private const int LastChanges = 5;

    public async Task<int> WriteAsync(ControlSession session, ControlFormat format, CancellationToken cancellationToken)
    {
        var control = await session.AskAsync("read-edge-control", (store, token) => store.ReadEdgeControlAsync(0, token), cancellationToken);
        var nodes = await session.AskAsync("read-nodes", (store, token) => store.ReadNodesAsync(token), cancellationToken);
        var issued = await session.AskAsync("count-issued", (store, token) => store.CountIssuedAsync(token), cancellationToken);
        var history = await session.Calls.ReadAsync("read-history", token => session.Store.ReadHistoryAsync(LastChanges, token), cancellationToken);
        var edges = nodes.Select(node => EdgeLine.Of(node, control.Revision, setting.Time.GetUtcNow())).ToList();
        if (format == ControlFormat.Json)
        {
            ControlJson.Write(setting.Terminal, new
            {
                mode = ModeNames.Of(control.Mode.Mode),
                control.Mode.By,
                control.Mode.Why,
                control.Mode.Since,
                control.Revision,
                endedTags = control.Epochs.Count,
                issued,
                edges,
                changes = history,
            });
        }
        else
        {
            Write(control, edges, issued, history);
        }

        return ExitCode.Success;
    }

    private void Write(EdgeSnapshot control, List<EdgeLine> edges, long issued, IReadOnlyList<ControlEntry> history)
    {
        var mode = control.Mode;
        var output = setting.Terminal.Out;
        output.WriteLine(mode == ModeState.Initial
            ? $"Mode      {ModeNames.Of(mode.Mode)}, never changed"
            : $"Mode      {ModeNames.Of(mode.Mode)} since {Text.Time(mode.Since)}, set by {Text.Printable(mode.By)}: {Text.Printable(mode.Why)}");
        output.WriteLine($"Revision  {control.Revision}");
        output.WriteLine($"Ended     {Ended(control)}");
        output.WriteLine($"Issued    {Text.Number(issued)} session values are remembered");
        output.WriteLine(edges.Count == 0 ? "Edges     none is running" : "Edges");
        foreach (var edge in edges) output.WriteLine($"  {edge}");
        output.WriteLine(history.Count == 0 ? "Changes   none" : "Changes");
        foreach (var entry in history) output.WriteLine($"  {HistoryReport.Line(entry)}");
    }

    private static string Ended(EdgeSnapshot control)
    {
        var single = control.Epochs.Count switch
        {
            0 => null,
            1 => "1 single session or browser",
            var count => $"{Text.Number(count)} single sessions or browsers",
        };
        var all = control.AllEpoch == 0 ? null : $"everything of before revision {control.AllEpoch}";
        return all is null && single is null ? "nothing" : string.Join("; ", new[] { all, single }.OfType<string>());
    }
}
