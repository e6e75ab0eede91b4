namespace Cloakroom.Replay.Harness;

/// <summary>What protects the guarded side.</summary>
internal enum Guard
{
    /// <summary>The library, inside an ASP.NET Core application.</summary>
    Library,

    /// <summary>The edge, in front of an application in another language that knows nothing of it.</summary>
    Edge,

    /// <summary>Nothing: library and edge only watch, so that detection and impact are measured on true leaks.</summary>
    Observe,
}
