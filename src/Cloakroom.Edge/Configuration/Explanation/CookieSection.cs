using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>Per cookie: what browsers get, and what happens when it comes from the wrong one.</summary>
internal static class CookieSection
{
    public static ExplainedSection Explain(EdgeOptions options)
    {
        var lines = new List<ExplainedLine>();
        foreach (var cookie in options.Cookies)
        {
            var subject = Shown.Of(cookie.Name);
            if (!cookie.Seal)
            {
                lines.Add(new ExplainedLine(
                    subject,
                    "Not sealed: browsers and their scripts get the application's own value. It is kept off static and cacheable responses, and nothing else: in another browser it works.", IsRisk: true));
                continue;
            }

            lines.Add(new ExplainedLine(
                subject,
                $"Sealed{(cookie.Name.Contains('*') ? ", every cookie of this pattern by itself" : "")}: browsers get a text that opens only together with the binding of the browser it was made for; "
                + "the application gets its own value. Domain, Path, SameSite, Max-Age and the other attributes stay as the application sets them; over https Secure is added."));
            lines.Add(Mismatch(options));
            lines.Add(new ExplainedLine("", Content(options, cookie)));
        }

        return new ExplainedSection("Cookies", lines);
    }

    private static ExplainedLine Mismatch(EdgeOptions options)
    {
        if (options.Rules.ForeignBinding == RuleMode.Observe)
            return new ExplainedLine("", "From another browser, or without a binding: recorded with both parties, and let through (rules.foreignBinding is Observe).", IsRisk: true);
        return new ExplainedLine("", options.Binding.OnForeign == ForeignAnswer.SignedOut
            ? "From another browser, or without a binding: recorded with both parties, and the request goes on without it, as signed out."
            : "From another browser, or without a binding: recorded with both parties, and the request is answered 401; where people sign in or out it goes on without it.");
    }

    private static string Content(EdgeOptions options, GuardedCookieOptions cookie)
    {
        var answer = options.Rules.DuplicateIssue == RuleMode.Enforce ? "is answered 503 instead" : "is recorded and let through (rules.duplicateIssue is Observe)";
        var identifier = $"a value that another browser has already, or of fewer than {cookie.MinLength} characters, is not issued: the response {answer}";
        return cookie.Content switch
        {
            CookieContent.Identifier => $"One value, one browser: {identifier}.",
            CookieContent.State => "It is the session itself, which two browsers may share by chance: the same value twice is no mix-up.",
            _ => $"Unless the value reads as the session itself (JSON, JWT and the like): {identifier}.",
        };
    }
}
