namespace Cloakroom.Replay.Harness;

/// <summary>The same application, users and fault run twice.</summary>
internal enum Side
{
    /// <summary>ASP.NET Core's own sessions, as a normal team configures them.</summary>
    Stock,

    /// <summary>With <c>AddCloakroom</c> and <c>UseCloakroom</c> in their place.</summary>
    Cloakroom,
}
