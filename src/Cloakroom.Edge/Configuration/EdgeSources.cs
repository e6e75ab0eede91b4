using System.Collections;

namespace Cloakroom.Edge.Configuration;

/// <summary>Where a configuration is read from. Later wins: the file, the environment, the command line.</summary>
internal sealed record EdgeSources
{
    /// <summary>Path of <c>edge.json</c>; null for none.</summary>
    public string? File { get; init; }

    /// <summary>The process's variables, of which those that begin with <c>CLOAKROOM_EDGE_</c> are read.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What the command line sets. A list that it sets replaces the one of the file and of the environment.</summary>
    public IReadOnlyList<CommandLineSetting> CommandLine { get; init; } = [];

    public static IReadOnlyDictionary<string, string> OfThisProcess() => System.Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
