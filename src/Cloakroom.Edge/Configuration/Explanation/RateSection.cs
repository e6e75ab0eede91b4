using Cloakroom.Rates;

namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>Which rates are watched, and what comes of it.</summary>
internal static class RateSection
{
    public static ExplainedSection Explain(EdgeOptions options)
    {
        var rates = options.Rates.ToLibrary();
        var watched = RateSignals.All.Where(rates.Watches).Select(signal => signal.Code()).ToList();
        if (watched.Count == 0)
            return new ExplainedSection("Rates", [new ExplainedLine("not watched", "Nothing is compared with its recent past.")]);
        var lines = new List<ExplainedLine>
        {
            new("watched", $"{string.Join(", ", watched)}: each is compared with its own last two hours, from an hour after the start on. A notice is logged and kept as long as mix-ups (cloakroom rates); nothing is blocked and nobody is alerted."),
        };
        var left = RateSignals.All.Where(signal => !rates.Watches(signal)).Select(signal => signal.Code()).ToList();
        if (left.Count > 0)
            lines.Add(new ExplainedLine("not watched", string.Join(", ", left) + "."));
        return new ExplainedSection("Rates", lines);
    }
}
