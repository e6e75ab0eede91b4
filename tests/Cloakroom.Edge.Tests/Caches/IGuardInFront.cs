namespace Cloakroom.Edge.Tests.Caches;

/// <summary>What stands between the cache and the application.</summary>
internal interface IGuardInFront : IAsyncDisposable
{
    /// <summary>Where the cache sends its requests.</summary>
    Uri Address { get; }
}
