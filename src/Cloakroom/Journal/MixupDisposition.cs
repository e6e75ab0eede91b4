namespace Cloakroom.Journal;

/// <summary>What became of a mix-up.</summary>
public enum MixupDisposition
{
    /// <summary>Nothing was served.</summary>
    Blocked,

    /// <summary>The rule is <see cref="RuleMode.Observe"/>, and the request went on as without the rule. What opens for nobody whatever the rule is blocked.</summary>
    Exposed,
}
