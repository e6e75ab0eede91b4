namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>What the club has once for each value of <c>Cache-Control</c>.</summary>
internal enum AddressKind
{
    /// <summary><c>club.js</c>: the same for everybody, so that only its cookie can leak. Loom's scripts were such.</summary>
    File,

    /// <summary><c>member.js</c>: says who one is.</summary>
    Script,

    /// <summary><c>/page/…</c>: says who one is.</summary>
    Page,
}
