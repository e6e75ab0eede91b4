using System.Globalization;
using Cloakroom.Policies;

namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>What is done by itself about an incident, and at which count.</summary>
internal static class PolicySection
{
    public static ExplainedSection Explain(EdgeOptions options)
    {
        var policies = options.Policies;
        return new ExplainedSection("Policies",
        [
            Line("quarantine", policies.Quarantine, "the sessions involved end, and mix-ups of that kind are blocked until the incident is closed"),
            Line("close-sign-in", policies.CloseSignIn, "sign-in closes"),
            Line("read-only", policies.ReadOnly, "nothing can be changed"),
            Line("close", policies.Close, "static paths alone are served"),
        ]);
    }

    private static ExplainedLine Line(string name, EdgePolicyOptions policy, string what)
    {
        string[] counts =
        [
            .. policy.Exposed > 0 ? [Count(policy.Exposed, "had something served to another")] : Array.Empty<string>(),
            .. policy.Mixups > 0 ? [Count(policy.Mixups, "had a mix-up, blocked or not")] : Array.Empty<string>(),
        ];
        var kinds = policy.Kinds.Count == 0 ? "" : $" Counted: {string.Join(", ", policy.Kinds)}.";
        var probe = policy.CountsProbe ? " The leak probe's accounts count too." : "";
        return policy.Mode == PolicyMode.Off
            ? new ExplainedLine(name, "Off.")
            : new ExplainedLine(
                name,
                $"Once {string.Join(" or ", counts)} in one incident, {Done(policy.Mode, what)}.{kinds}{probe}",
                IsRisk: policy is { Mode: PolicyMode.Act, Mixups: > 0 });
    }

    private static string Done(PolicyMode mode, string what) => mode switch
    {
        PolicyMode.Act => what,
        PolicyMode.AsRule => $"{what}; where the rule only observes, it is written down that the policy would have acted",
        _ => "it is written down that the policy would have acted",
    };

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "browser" : "browsers")} {what}");
}
