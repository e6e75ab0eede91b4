using Cloakroom.Journal;

namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>Per rule: what it does, or lets through.</summary>
internal static class RuleSection
{
    public static ExplainedSection Explain(EdgeOptions options)
    {
        var rules = options.Rules;
        var foreign = options.Binding.OnForeign == ForeignAnswer.SignedOut ? "goes on as signed out" : "is answered 401";
        var toStatic = options.Routes.BehindCdn;
        return new ExplainedSection("Rules",
        [
            Line("foreign-binding", rules.ForeignBinding, $"a request with a sealed cookie of another browser {foreign}.", "a session of another browser works. New cookies are sealed so that they open without their binding, which is compared and reported."),
            Line("duplicate-issue", rules.DuplicateIssue, "a session value is issued to one browser only; the second response is answered 503.", "one session may go out to two browsers, as at Cachetur in 2022."),
            Line("foreign-owner", rules.ForeignOwner, "a response that the application says it made for another session (Cloakroom-Owner) is answered 503. Applications that do not say so are not asked.", "a response made for another session goes out."),
            Line("cookie-on-cacheable", rules.CookieOnCacheable, "guarded cookies do not leave on static or cacheable responses.", "guarded cookies may leave on responses that a cache keeps, as at Loom in 2023."),
            toStatic
                ? Line("cookie-to-static", rules.CookieToStatic, "guarded cookies that arrive on static paths are recorded and dropped.", "guarded cookies that arrive on static paths reach the application there.")
                : new ExplainedLine("cookie-to-static", "Not reported without routes.behindCdn; the cookies are dropped in any case."),
        ]);
    }

    private static ExplainedLine Line(string rule, RuleMode mode, string enforced, string observed) => mode == RuleMode.Enforce
        ? new ExplainedLine(rule, $"Enforced: {enforced}")
        : new ExplainedLine(rule, $"Only observed, and recorded: {observed}", IsRisk: true);
}
