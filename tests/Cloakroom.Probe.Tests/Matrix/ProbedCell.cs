namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>What the probe said of one address.</summary>
/// <param name="Kind">What is there.</param>
/// <param name="Slug">Of its <c>Cache-Control</c>.</param>
/// <param name="IsAccused">Whether it said that it leaks. Warnings are none.</param>
/// <param name="Pairs">Tried there; none when nobody could sign in.</param>
/// <param name="RequestsToLeak">How many it took; null when it found none.</param>
internal sealed record ProbedCell(AddressKind Kind, string Slug, bool IsAccused, long Pairs, long? RequestsToLeak);
