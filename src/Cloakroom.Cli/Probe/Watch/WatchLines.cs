using System.Globalization;
using System.Text.Json;
using Cloakroom.Cli.Control;
using Cloakroom.Journal;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Watching;

namespace Cloakroom.Cli.Probe.Watch;

/// <summary>What a watch says: a line a round on standard output, and what somebody should look at on standard error, when it begins and when it is over.</summary>
internal sealed class WatchLines(Terminal terminal, bool isJson)
{
    private const int UntestedTold = 5;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    private string? _problem;

    /// <param name="round">The round that is over.</param>
    /// <param name="site">Of which site.</param>
    /// <param name="waiting">Findings that the store has not taken yet.</param>
    public void Tell(WatchRound round, Uri site, int waiting)
    {
        if (round.Problem is { } problem && problem != _problem)
            Warn($"cannot test as it should: {problem}");
        else if (round.Problem is null && _problem is not null && round.HasTested)
            Warn("tests again.");
        if (round.Problem is not null || round.HasTested)
            _problem = round.Problem;
        terminal.Out.WriteLine(isJson ? Json(round, site, waiting) : Text.Printable(Line(round, waiting)));
        foreach (var finding in round.Raised)
        {
            var mixup = FindingMixup.Of(finding, site, round.EndedAt);
            Warn($"{mixup.Kind.Code()} on {mixup.Route}: {mixup.Detail}");
        }

        terminal.Out.Flush();
    }

    public void Warn(string text) => terminal.Error.WriteLine($"cloakroom: {Text.Printable(text)}");

    public void Summarise(int rounds, int raised, WatchRound last, long lost)
    {
        if (isJson)
            return;
        terminal.Out.WriteLine($"{Say.Amount(rounds, "round")}, {Say.Amount(raised, "finding")} raised, {last.Present} still there{(lost > 0 ? $", {lost} LOST: the store did not take them" : "")}; "
            + (last.LastTestedAt is { } at ? $"last tested {Text.Time(at)}." : "nothing was ever tested."));
    }

    private static string Line(WatchRound round, int waiting)
    {
        var text = $"{Text.Time(round.EndedAt)} round {round.Number}: ";
        if (round.Report is not { } report)
            return $"{text}NOT TESTED: {round.Problem}";
        text += string.Create(CultureInfo.InvariantCulture, $"{Say.Amount(report.Load.Requests, "request")}, {Say.Amount(report.Confidence.Pairs, "pair")}, ");
        text += round.Present > 0 ? $"{Say.Amount(round.Present, "leak")}, {round.Raised.Count} of them news"
            : report.Verdict == Verdict.Leaks ? "something leaked once, and has to be seen again"
            : !round.HasTested ? "NOT TESTED"
            : $"no leak (below {Say.Share(report.Confidence.UpperBound)})";
        if (round.Gone.Count > 0)
            text += $", {round.Gone.Count} gone";
        if (waiting > 0)
            text += $", {waiting} WAIT for the store";
        return report.Untested.Count == 0 ? text : $"{text}; {report.Untested.Count} not tested: {report.Untested[0].What}: {report.Untested[0].Why}";
    }

    private static string Json(WatchRound round, Uri site, int waiting) => JsonSerializer.Serialize(
        new
        {
            round = round.Number,
            at = round.EndedAt,
            site = site.GetLeftPart(UriPartial.Authority),
            tested = round.HasTested,
            problem = round.Problem,
            lastTestedAt = round.LastTestedAt,
            requests = round.Report?.Load.Requests ?? 0,
            pairs = round.Report?.Confidence.Pairs ?? 0,
            upperBound = round.Report?.Confidence.UpperBound ?? 1,
            present = round.Present,
            raised = round.Raised.Select(finding => new { finding.Id, finding.Check, finding.Route, finding.Title, mechanism = finding.Mechanism.Code }),
            gone = round.Gone,
            waiting,
            untested = round.Report?.Untested.Take(UntestedTold),
            untestedCount = round.Report?.Untested.Count ?? 0,
        },
        Options);
}
