namespace Cloakroom.Edges;

/// <summary>What may be forgotten.</summary>
/// <param name="IssuedBefore">Values that were not seen since.</param>
/// <param name="EpochsBefore">Ends of tags from before: older than any cookie can be.</param>
/// <param name="NodesBefore">Edges that have not told anything since: killed.</param>
internal sealed record EdgeCutoffs(DateTimeOffset IssuedBefore, DateTimeOffset EpochsBefore, DateTimeOffset NodesBefore);
