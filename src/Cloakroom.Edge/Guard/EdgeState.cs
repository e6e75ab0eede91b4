using Cloakroom.Edge.Forwarding;

namespace Cloakroom.Edge.Guard;

/// <summary>Everything that a request takes from one configuration.</summary>
internal sealed record EdgeState(GuardPolicy Policy, ForwardingPlan Plan);
