using Cloakroom.Edge.Configuration.Reading;
using Cloakroom.Policies;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>What is done by itself about incidents.</summary>
internal static class PolicyChecks
{
    public static void Check(EdgePoliciesOptions policies, ValidationReport report)
    {
        Check(nameof(policies.Quarantine), policies.Quarantine, report);
        Check(nameof(policies.CloseSignIn), policies.CloseSignIn, report);
        Check(nameof(policies.ReadOnly), policies.ReadOnly, report);
        Check(nameof(policies.Close), policies.Close, report);
    }

    private static void Check(string name, EdgePolicyOptions policy, ValidationReport report)
    {
        var key = OptionKey.Join(nameof(EdgeOptions.Policies), name);
        if (policy.Mode != PolicyMode.Off && policy is { Exposed: 0, Mixups: 0 })
            report.Error(key, "has a count neither of exposed nor of mixups, so that it would never act.", "Give one: \"exposed\": 10. Or set mode to Off.");
        else if (policy is { Mode: PolicyMode.Act, Mixups: > 0 })
            report.Warning(OptionKey.Join(key, nameof(policy.Mixups)), "lets blocked mix-ups count, which whoever has two sessions can cause at will: strangers decide when it acts.", "Count exposed ones.");
    }
}
