namespace Cloakroom.Edge.Configuration.Reading;

/// <summary>Which option a setting means, or why it means none.</summary>
/// <param name="Key">The option's key as the classes spell it.</param>
/// <param name="Node">The option.</param>
/// <param name="List">The list that it belongs to, if any.</param>
/// <param name="Problem">Why it means none.</param>
/// <param name="Refused">With a problem: what all of is refused, in the source's spelling, so that it is reported once.</param>
internal readonly record struct ResolvedSetting(string Key, OptionNode Node, string? List, ConfigurationProblem? Problem = null, string? Refused = null);
