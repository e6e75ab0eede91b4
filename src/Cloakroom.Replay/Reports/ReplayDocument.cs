using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cloakroom.Replay.Reports;

/// <summary>The result for programs: one JSON document.</summary>
internal sealed record ReplayDocument(IReadOnlyList<ScenarioResult> Scenarios)
{
    public string ToJson() => JsonSerializer.Serialize(this, ReplayJson.Default.ReplayDocument);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ReplayDocument))]
internal sealed partial class ReplayJson : JsonSerializerContext;
