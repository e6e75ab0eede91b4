namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>What becomes of cookies of before.</summary>
internal static class AdoptionSection
{
    public static ExplainedSection Explain(EdgeOptions options, TimeProvider time)
    {
        if (options.Adoption.Until is not { } until || until <= time.GetUtcNow())
            return new ExplainedSection("Cookies of before", [new ExplainedLine("adoption", "Not accepted: who is signed in when the edge is put in front signs in again. Set adoption.until to let their sessions live on.")]);
        var lines = new List<ExplainedLine>
        {
            new(
                "adoption",
                $"Until {until:yyyy-MM-dd HH:mm zzz} an unsealed guarded cookie is accepted from whoever brings it, and sealed for that browser with the next response. Until then a cookie that got into the wrong browser before still works there.",
                IsRisk: true),
        };
        lines.AddRange(options.Cookies.Where(cookie => cookie.Seal).Select(cookie => new ExplainedLine(cookie.Name, $"Set again with {Attributes(cookie.Adopted)}, and HttpOnly.")));
        return new ExplainedSection("Cookies of before", lines);
    }

    private static string Attributes(AdoptedAttributeOptions adopted) => string.Join(
        "; ",
        new[] { $"Path={adopted.Path}", adopted.Domain is { } domain ? $"Domain={domain}" : null, $"SameSite={adopted.SameSite}", adopted.MaxAge is { } age ? $"Max-Age={(long)age.TotalSeconds}" : null }
            .Where(attribute => attribute is not null));
}
