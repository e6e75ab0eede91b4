namespace Cloakroom.Edge.Tests.Caches;

/// <summary>Nothing: the cache talks to the application.</summary>
internal sealed class NoGuard(Uri origin) : IGuardInFront
{
    public Uri Address => origin;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
