namespace Cloakroom.Edge.Tests.Caches;

/// <summary>The edge, as it starts from an upstream and the name of a cookie.</summary>
internal sealed class EdgeGuard : IGuardInFront
{
    public Uri Address => throw new NotSupportedException();

    public static Task<IGuardInFront> StartAsync(Uri origin, CancellationToken cancellationToken) => throw new NotSupportedException(origin.Authority + cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
