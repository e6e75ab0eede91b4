using Cloakroom.Console.Pages;
using Cloakroom.Control;

namespace Cloakroom.Console.Reading;

/// <summary>The one sentence, and what else is to be said.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Sentence">In one sentence.</param>
/// <param name="More">What else is not as it should be, worst first; or what being well consists of.</param>
internal sealed record Verdict(VerdictLevel Level, string Sentence, IReadOnlyList<string> More)
{
    public static Verdict Of(Overview overview)
    {
        var wrong = Find(overview).OrderByDescending(finding => finding.Level).ToList();
        if (wrong.Count > 0)
            return new Verdict(wrong[0].Level, wrong[0].Sentence, [.. wrong.Skip(1).Select(finding => finding.Sentence)]);
        return new Verdict(VerdictLevel.Well, "All is well.", [Well(overview)]);
    }

    private static IEnumerable<(VerdictLevel Level, string Sentence)> Find(Overview overview)
    {
        var exposed = overview.Open.Where(incident => incident is { Exposed: > 0, Cause.IsByProbe: false }).ToList();
        if (exposed.Count > 0)
            yield return (VerdictLevel.Wrong, $"Somebody may have seen another's session: {Say.Count(exposed.Sum(incident => incident.Exposed), "mix-up")} in {Say.Count(exposed.Count, "open incident")} {(exposed.Sum(incident => incident.Exposed) == 1 ? "was" : "were")} let through.");
        var probed = overview.Open.Count(incident => incident.Cause?.IsByProbe == true);
        if (probed > 0)
            yield return (VerdictLevel.Attention, $"The leak probe's synthetic accounts got what was another's: {Say.Count(probed, "incident")} {(probed == 1 ? "is" : "are")} open. It can happen to people too.");
        foreach (var node in overview.Fleet.Nodes.Where(node => node.Node.Canary?.Result == CanaryResult.Wrong))
            yield return (VerdictLevel.Wrong, $"The store gives wrong answers: the self-test of {Say.Text(node.Node.Name)} fails, and nobody can sign in there.");
        var blocked = overview.Open.Where(incident => incident is { Exposed: 0, Mixups: > 0 }).ToList();
        if (blocked.Count > 0)
            yield return (VerdictLevel.Attention, $"{Say.Count(blocked.Sum(incident => incident.Mixups), "mix-up")} in {Say.Count(blocked.Count, "open incident")}, all blocked: nobody has seen another's session.");
        var byHand = overview.Open.Count(incident => incident.Mixups == 0);
        if (byHand > 0)
            yield return (VerdictLevel.Attention, $"{Say.Count(byHand, "incident")} without a mix-up {(byHand == 1 ? "is" : "are")} open, opened by hand.");
        if (overview.Fleet.Mode is { Mode: not CloakroomMode.Open } mode)
            yield return (VerdictLevel.Attention, $"{Closed(mode.Mode)} since {Say.Day(mode.Since)}, {Say.Minute(mode.Since)}, by {Say.Text(mode.By)}: {Say.Text(mode.Why)}.");
        var silent = overview.Fleet.Nodes.Count(node => node.State == NodeState.Silent);
        if (silent > 0)
            yield return (VerdictLevel.Attention, $"{Say.Count(silent, "node")} {(silent == 1 ? "has" : "have")} been silent for more than {NodeRow.AliveWithin.TotalSeconds:0} seconds.");
        var behind = overview.Fleet.Nodes.Count(node => node.State == NodeState.Behind);
        if (behind > 0)
            yield return (VerdictLevel.Attention, $"{Say.Count(behind, "node")} {(behind == 1 ? "has" : "have")} not heard of the last change yet.");
        foreach (var node in overview.Fleet.Nodes.Where(node => node is { State: NodeState.UpToDate, Node.Problem: not null }))
            yield return (VerdictLevel.Attention, $"{Say.Text(node.Node.Name)} cannot test: {Say.Text(node.Node.Problem!)}.");
        if (overview.Fleet.Nodes.Any(node => node.Node.MixupsLost > 0))
            yield return (VerdictLevel.Attention, "Mix-ups were lost: they could not be written down. See the nodes.");
    }

    private static string Closed(CloakroomMode mode) => mode switch
    {
        CloakroomMode.SignInClosed => "Sign-in is closed",
        CloakroomMode.ReadOnly => "Everything is read-only",
        _ => "Everything is closed",
    };

    private static string Well(Overview overview)
    {
        var canaries = overview.Fleet.Nodes.Count(node => node.Node.Canary?.Result == CanaryResult.Right);
        var nodes = overview.Fleet.Nodes.Count switch
        {
            0 => "",
            1 => " The one node that is known is up to date.",
            var count => $" All {Say.Number(count)} nodes are up to date.",
        };
        return $"No incident is open and everything is in service.{nodes}{(canaries > 0 ? " The store's self-test is right." : "")}";
    }
}

internal enum VerdictLevel
{
    Well,

    /// <summary>Nobody has seen anything that is not theirs, and somebody should look.</summary>
    Attention,

    /// <summary>Somebody has, or the store cannot be trusted.</summary>
    Wrong,
}
