namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>The club's site: what is behind the caches.</summary>
internal interface IClub : IAsyncDisposable
{
    Uri Address { get; }
}
