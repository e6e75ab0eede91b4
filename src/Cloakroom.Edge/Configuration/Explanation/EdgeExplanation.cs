namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>Says in plain words what a configuration does to cookies and caching.</summary>
internal static class EdgeExplanation
{
    /// <param name="options">Valid ones, defaults filled in.</param>
    /// <param name="paths">Paths to explain as well.</param>
    /// <param name="time">For dates.</param>
    public static IReadOnlyList<ExplainedSection> Explain(EdgeOptions options, IEnumerable<string> paths, TimeProvider time)
    {
        var sections = new List<ExplainedSection>
        {
            AddressSection.Explain(options),
            CookieSection.Explain(options),
            BindingSection.Explain(options),
            RouteSection.Explain(options),
            RuleSection.Explain(options),
            PolicySection.Explain(options),
            RateSection.Explain(options),
            AdoptionSection.Explain(options, time),
            StoreSection.Explain(options),
            AlertSection.Explain(options),
        };
        var asked = PathSection.Explain(options, paths);
        if (asked.Lines.Count > 0)
            sections.Add(asked);
        return sections;
    }
}
