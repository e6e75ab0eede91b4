using Cloakroom.Probe.Reports;

namespace Cloakroom.Probe.Findings;

/// <summary>The signs of a finding and of those that it stands for, as they are told.</summary>
internal static class FindingSigns
{
    public static IReadOnlyList<SignReport> Of(Finding finding, IReadOnlyList<Finding> others, Redaction redaction)
    {
        var best = (finding.Best!.Check, finding.Best.Detail);
        return
        [
            .. others.Prepend(finding).SelectMany(one => one.Signs.Values.Select(sign => (Sign: sign, IsOwn: one == finding)))
                .GroupBy(one => (one.Sign.Check, one.Sign.Detail))
                .OrderByDescending(group => group.Key == best)
                .ThenByDescending(group => group.Max(one => one.Sign.Severity))
                .ThenBy(group => group.Key.Check)
                .ThenBy(group => group.Key.Detail, StringComparer.Ordinal)
                .Select(group => Report(group.MaxBy(one => (one.IsOwn, one.Sign.Rank)), group.Max(one => one.Sign.Severity), group.Sum(one => one.Sign.Count))),
        ];

        SignReport Report((Sign Sign, bool IsOwn) told, Severity severity, long count)
        {
            var sign = told.Sign;
            // What was seen together with another has that one's mechanism, and what is folded is so because it has.
            var isApart = told.IsOwn && !sign.IsTogether && sign.Mechanism is not null && finding.CodeOf(sign.Mechanism) != finding.Mechanism;
            return new SignReport(
                sign.Check.Code(), severity, What(sign, redaction), redaction.Text(sign.Place), redaction.Text(sign.Words), sign.Secret?.ToString(), count, isApart ? sign.Mechanism : null);
        }
    }

    private static string What(Sign sign, Redaction redaction) => redaction.Text(sign.Secret?.Label ?? sign.Detail) is { Length: > 0 } what ? what : CheckWords.Name(sign.Check).ToLowerInvariant();
}
