namespace Cloakroom.Replay.Harness;

/// <summary>The same application, users and fault run twice.</summary>
internal enum Side
{
    /// <summary>The stack's own sessions, as a normal team configures them.</summary>
    Stock,

    /// <summary>With <c>AddCloakroom</c> and <c>UseCloakroom</c> in their place, or with the edge in front.</summary>
    Cloakroom,
}
