using System.ComponentModel.DataAnnotations;
using Cloakroom.Journal;

namespace Cloakroom.Policies;

/// <summary>When one policy acts, and whether it does. Thresholds count people, not requests: all mix-ups of one owner in one incident count once.</summary>
public sealed class PolicyOptions
{
    /// <summary>Off, Observe, Act or AsRule.</summary>
    [EnumDataType(typeof(PolicyMode))]
    public PolicyMode Mode { get; set; }

    /// <summary>
    /// At so many owners of whom something was served to somebody else within one incident, 1 to 1,000,000; 0 for never. The one that reaches the threshold was served: it is what is counted.
    /// </summary>
    [Range(0, 1_000_000)]
    public int Exposed { get; set; }

    /// <summary>
    /// At so many owners in mix-ups of one incident, blocked ones too, 1 to 1,000,000; 0 for never, the default. Whoever has several sessions can cause blocked mix-ups at will: with this,
    /// strangers decide when the policy acts.
    /// </summary>
    [Range(0, 1_000_000)]
    public int Mixups { get; set; }

    /// <summary>
    /// Whether incidents of <c>cloakroom probe watch</c> count too: what leaked between its synthetic accounts can leak between people, though it is not known to have. Each account is one.
    /// Default: false, so that a test can never close a site.
    /// </summary>
    public bool CountsProbe { get; set; }

    /// <summary>
    /// Which kinds count. Empty, the default, for those that prove a leak: foreign-binding, duplicate-issue, cross-flow and foreign-owner; for Quarantine also cookie-on-cacheable.
    /// A precursor, cookie-to-static, is never one of them.
    /// </summary>
    public IList<MixupKind> Kinds { get; set; } = [];
}
