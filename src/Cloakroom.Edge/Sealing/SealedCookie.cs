namespace Cloakroom.Edge.Sealing;

/// <summary>What is inside a sealed cookie.</summary>
/// <param name="Value">The application's own value, as it set it.</param>
/// <param name="Attributes">The attributes it was set with, as it wrote them (<c>Path=/; HttpOnly</c>), for setting it again under a new binding.</param>
/// <param name="Revision">The control revision that the request knew under which it was sealed.</param>
/// <param name="SealedAt">When, to the second.</param>
internal sealed record SealedCookie(string Value, string Attributes, long Revision, DateTimeOffset SealedAt);
