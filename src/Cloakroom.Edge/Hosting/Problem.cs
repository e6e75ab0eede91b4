using System.Text.Json.Serialization;

namespace Cloakroom.Edge.Hosting;

/// <summary>RFC 9457.</summary>
internal sealed record Problem(string Title, int Status, string Detail, string RequestId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
