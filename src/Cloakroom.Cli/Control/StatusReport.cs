using Cloakroom.Cli.Verify;
using Cloakroom.Control;
using Cloakroom.Edges;
using Cloakroom.Incidents;

namespace Cloakroom.Cli.Control;

/// <summary><c>cloakroom status</c>: one sentence first, then what it is made of.</summary>
internal sealed class StatusReport(ControlSetting setting)
{
    private const int LastChanges = 5;
    private const int LookedAt = 200;
    private const int MaxIncidents = 1_000;
    private const int ShownIncidents = 5;

    private static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    public async Task<int> WriteAsync(ControlSession session, ControlFormat format, CancellationToken cancellationToken)
    {
        var control = await session.AskAsync("read-edge-control", (store, token) => store.ReadEdgeControlAsync(0, token), cancellationToken);
        var revisions = await session.ReadRevisionsAsync(cancellationToken);
        var nodes = await session.ReadNodesAsync(cancellationToken);
        var issued = await session.AskAsync("count-issued", (store, token) => store.CountIssuedAsync(token), cancellationToken);
        var history = await session.Calls.ReadAsync("read-history", token => session.Store.ReadHistoryAsync(LookedAt, token), cancellationToken);
        var incidents = await session.Calls.ReadAsync("read-incidents", token => session.Store.ReadIncidentsAsync(MaxIncidents, token), cancellationToken);
        var now = setting.Time.GetUtcNow();
        var rates = await session.Calls.ReadAsync("read-rates", token => session.Store.ReadRateNoticesAsync(now - Lately, now, LookedAt, token), cancellationToken);
        var alerts = await session.Calls.ReadAsync("count-alerts", token => session.Store.CountAlertsAsync(now - Lately, token), cancellationToken);
        // A verification that runs every minute must not push what people did out of sight.
        var status = new Status(
            control,
            [.. nodes.Select(node => NodeLine.Of(node, revisions, now))],
            issued,
            [.. incidents.Where(incident => incident.Status == IncidentStatus.Open)],
            [.. history.Where(entry => !Verification.IsOwn(entry)).Take(LastChanges)],
            history.FirstOrDefault(Verification.IsResult),
            rates.Count,
            alerts.Sum(destination => destination.DeadLately));
        if (format == ControlFormat.Json)
        {
            ControlJson.Write(setting.Terminal, new
            {
                allIsWell = status.Problems().Count == 0,
                summary = status.Sentence(),
                mode = ModeNames.Of(control.Mode.Mode),
                control.Mode.By,
                control.Mode.Why,
                control.Mode.Since,
                revisions,
                endedTags = control.Epochs.Count,
                issued,
                status.Nodes,
                openIncidents = status.Open.Select(incident => incident.Id),
                lastVerified = status.Verified,
                ratesOutOfTheUsual = status.Rates,
                alertsGivenUp = status.DeadAlerts,
                changes = status.History,
            });
        }
        else
        {
            Write(status);
        }

        return ExitCode.Success;
    }

    private void Write(Status status)
    {
        var mode = status.Control.Mode;
        var output = setting.Terminal.Out;
        output.WriteLine(status.Sentence());
        output.WriteLine();
        output.WriteLine(mode == ModeState.Initial
            ? $"Mode       {ModeNames.Of(mode.Mode)}, never changed"
            : $"Mode       {ModeNames.Of(mode.Mode)} since {Text.Time(mode.Since)}, by {Text.Printable(mode.By)}");
        if (mode != ModeState.Initial)
            output.WriteLine($"           {Text.Printable(mode.Why)}");
        if (mode.Mode != CloakroomMode.Open)
            output.WriteLine("           Back to normal: cloakroom signin open");
        output.WriteLine(status.Nodes.Count == 0 ? "Nodes      none is running" : "Nodes");
        foreach (var node in status.Nodes)
        {
            output.WriteLine($"  {Text.Printable(node.Name)}");
            output.WriteLine($"    {NodeLine.Word(node.Kind)} since {Text.Time(node.StartedAt)}: {node.States().First()}");
            if (node.States().Skip(1).ToList() is { Count: > 0 } others)
                output.WriteLine($"    {string.Join(", ", others)}");
            if (!node.IsAlive)
                output.WriteLine($"    Killed for good? cloakroom forget {node.Id} --reason TEXT");
        }

        output.WriteLine(status.Open.Count == 0 ? "Incidents  none is open" : $"Incidents  {status.Open.Count} open");
        foreach (var incident in status.Open.Take(ShownIncidents))
            output.WriteLine($"  {incident.Id}  {IncidentWords(incident)}");
        if (status.Open.Count > ShownIncidents)
            output.WriteLine($"  and {status.Open.Count - ShownIncidents} more: cloakroom incident list");
        if (status.DeadAlerts > 0)
            output.WriteLine($"Alerts     {Text.Count(status.DeadAlerts, "alert")} given up since yesterday: cloakroom alert list");
        if (status.Rates > 0)
            output.WriteLine($"Rates      {Text.Count(status.Rates, "notice")} of rates out of the usual since yesterday: cloakroom rates");
        if (Ended(status.Control) is { } ended)
            output.WriteLine($"Ended      {ended}");
        if (status.Issued > 0)
            output.WriteLine($"Issued     {Text.Number(status.Issued)} session values are remembered");
        if (status.Verified is { } verified)
            output.WriteLine($"Verified   {Text.Time(verified.At)}, by {Text.Printable(verified.By)}: {Text.Printable(Verification.ResultOf(verified))}");
        output.WriteLine(status.History.Count == 0 ? "Changes    none" : "Changes");
        foreach (var entry in status.History)
            output.WriteLine($"  {HistoryReport.Line(entry)}");
    }

    private static string IncidentWords(Incidents.Incident incident) => incident.Cause is { } cause
        ? $"{Journal.MixupKindCodes.Code(cause.Kind)}, {Text.Count(incident.Mixups, "mix-up")}, {Text.Number(incident.Exposed)} exposed"
        : "opened by hand";

    private static string? Ended(EdgeSnapshot control)
    {
        var single = control.Epochs.Count switch
        {
            0 => null,
            1 => "1 single session or browser",
            var count => $"{Text.Number(count)} single sessions or browsers",
        };
        var all = control.AllEpoch == 0 ? null : $"everything of before revision {control.AllEpoch}";
        return all is null && single is null ? null : string.Join("; ", new[] { all, single }.OfType<string>());
    }

    /// <param name="Control">What is in force.</param>
    /// <param name="Nodes">Who is running.</param>
    /// <param name="Issued">Values that edges remember.</param>
    /// <param name="Open">Open incidents, newest first.</param>
    /// <param name="History">The last changes, newest first.</param>
    /// <param name="Verified">The end of the last verification; null when there was none of late.</param>
    /// <param name="Rates">Notices of rates of the last day, which say that somebody may look and not that anything is wrong.</param>
    /// <param name="DeadAlerts">Alerts of the last day that nobody got.</param>
    private sealed record Status(
        EdgeSnapshot Control, IReadOnlyList<NodeLine> Nodes, long Issued, IReadOnlyList<Incidents.Incident> Open, IReadOnlyList<ControlEntry> History, ControlEntry? Verified, int Rates, int DeadAlerts)
    {
        public string Sentence() => Problems() is { Count: > 0 } problems
            ? $"WRONG: {string.Join("; ", problems)}."
            : Nodes.All(node => node.Kind == NodeKind.Probe)
                ? $"Nothing is wrong, and nothing is running{(Nodes.Count > 0 ? " but a probe" : "")}."
                : $"All is well: the mode is open, {(Nodes.Count == 1 ? "the node is" : $"all {Nodes.Count} nodes are")} up to date, no incident is open.";

        /// <summary>What somebody should look at, the most urgent first.</summary>
        public List<string> Problems()
        {
            var problems = new List<string>();
            if (Open.Count > 0)
                problems.Add(Open.Count == 1 ? "1 incident is open" : $"{Open.Count} incidents are open");
            if (Control.Mode.Mode != CloakroomMode.Open)
                problems.Add(ModeNames.Sentence(Control.Mode.Mode));
            Add(node => node.Canary == CanaryResult.Wrong, "1 canary reads wrong", "canaries read wrong");
            Add(node => !node.IsAlive, "1 node is silent", "nodes are silent");
            Add(node => node.IsAlive && !node.IsUpToDate, "1 node is behind", "nodes are behind");
            Add(node => node.Canary is CanaryResult.Unavailable, "1 canary cannot ask the store", "canaries cannot ask the store");
            Add(node => node.IsAlive && node.Problem is not null, "1 probe cannot test", "probes cannot test");
            Add(node => node.MixupsLost > 0, "1 node has lost mix-ups", "nodes have lost mix-ups");
            Add(node => node.UsesLost > 0, "1 node has lost uses", "nodes have lost uses");
            if (DeadAlerts > 0)
                problems.Add(DeadAlerts == 1 ? "1 alert did not arrive" : $"{DeadAlerts} alerts did not arrive");
            return problems;

            void Add(Func<NodeLine, bool> isSo, string one, string several)
            {
                var count = Nodes.Count(isSo);
                if (count > 0)
                    problems.Add(count == 1 ? one : $"{count} {several}");
            }
        }
    }
}
