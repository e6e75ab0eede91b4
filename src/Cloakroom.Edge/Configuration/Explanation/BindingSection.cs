namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>The edge's own cookie.</summary>
internal static class BindingSection
{
    public static ExplainedSection Explain(EdgeOptions options)
    {
        var binding = options.Binding;
        var lines = new List<ExplainedLine>
        {
            new(
                binding.Name!,
                "The second half that sealed cookies open with. A browser gets it with its first guarded cookie, a new one when it signs in or the session's value changes on an unsafe method, and never otherwise."),
        };
        lines.Add(binding.Domain is { } domain
            ? new ExplainedLine(
                "",
                $"Shared by all hosts of {domain}. The protection of __Host- is lost: any host below {domain} can read it and can set it in browsers, so that one host taken over can plant its own session in others. Leave binding.domain out unless the application shares its session between hosts.",
                IsRisk: true)
            : new ExplainedLine("", "For one host only: no other host of the domain can read it or set it (__Host-)."));
        lines.Add(new ExplainedLine("", binding.SameSite switch
        {
            null => "SameSite follows the application: None when its sealed cookie is None, left out when that has none, else Lax.",
            "None" => "SameSite=None: it comes with requests from other sites' pages too.",
            var site => $"SameSite={site}, whatever the application's cookies are.",
        }));
        return new ExplainedSection("Binding", lines);
    }
}
