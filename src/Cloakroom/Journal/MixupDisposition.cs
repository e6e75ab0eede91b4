namespace Cloakroom.Journal;

/// <summary>What became of a mix-up.</summary>
public enum MixupDisposition
{
    /// <summary>Nothing was served.</summary>
    Blocked,

    /// <summary>The rule is <see cref="RuleMode.Observe"/>: the request went on as without the rule.</summary>
    Exposed,
}
