using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Issuing;

/// <summary>What the store has confirmed as durable.</summary>
/// <param name="Binding">Whose the value is.</param>
/// <param name="At">When the store was asked.</param>
internal readonly record struct ConfirmedIssue(Tag Binding, DateTimeOffset At);
