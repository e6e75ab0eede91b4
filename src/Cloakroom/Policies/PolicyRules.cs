using Cloakroom.Incidents;
using Cloakroom.Journal;

namespace Cloakroom.Policies;

/// <summary>Whether an incident has reached a policy's threshold. Pure: the counts are the store's.</summary>
internal static class PolicyRules
{
    private static readonly MixupKind[] ProofOfLeak = [MixupKind.ForeignBinding, MixupKind.DuplicateIssue, MixupKind.CrossFlow, MixupKind.ForeignOwner];

    // A cookie that a cache may have: its owner's session can be ended, but that somebody else got it is not proven.
    private static readonly MixupKind[] WorthQuarantine = [.. ProofOfLeak, MixupKind.CookieOnCacheable];

    /// <summary>Whether mix-ups of this kind count for it.</summary>
    public static bool Counts(this PolicyOptions options, Policy policy, MixupKind kind) => options.Mode != PolicyMode.Off && kind != MixupKind.CookieToStatic
        && (options.Kinds.Count > 0 ? options.Kinds.Contains(kind) : (policy == Policy.Quarantine ? WorthQuarantine : ProofOfLeak).Contains(kind));

    /// <summary>Whether it acts on incidents of a kind, rather than write down that it would have.</summary>
    /// <param name="options">The policy.</param>
    /// <param name="rule">What the kind's rule does.</param>
    public static bool Acts(this PolicyOptions options, RuleMode rule) => options.Mode == PolicyMode.Act || (options.Mode == PolicyMode.AsRule && rule == RuleMode.Enforce);

    /// <summary>The threshold that is reached, in words; null when none is.</summary>
    public static string? FindReached(this PolicyOptions options, Policy policy, Incident incident)
    {
        if (incident.Cause is not { Kind: var kind } cause || !options.Counts(policy, kind) || (cause.IsByProbe && !options.CountsProbe))
            return null;
        return options.Exposed > 0 && incident.ExposedOwners >= options.Exposed ? FormattableString.Invariant($"{options.Exposed} exposed")
            : options.Mixups > 0 && incident.Owners >= options.Mixups ? FormattableString.Invariant($"{options.Mixups} involved")
            : null;
    }
}
