namespace Cloakroom.Probe.Accounts;

/// <summary>One row.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Fields">Without quotes.</param>
internal sealed record CsvRow(int Line, IReadOnlyList<string> Fields);
