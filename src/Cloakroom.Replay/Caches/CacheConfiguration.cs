namespace Cloakroom.Replay.Caches;

/// <summary>One way to configure one cache.</summary>
/// <param name="Cache">Its name, as people say it.</param>
/// <param name="Name">What this configuration does, in a word or two.</param>
/// <param name="Text">The part of its configuration that is about caching, exactly as it is run.</param>
/// <param name="Server">What runs it.</param>
internal sealed record CacheConfiguration(string Cache, string Name, string Text, CacheServer Server)
{
    public string Id => $"{Cache}: {Name}";

    public Task<ServerProcess> StartAsync(Uri origin, CancellationToken cancellationToken) => Server.Start(Text, origin, cancellationToken);

    public override string ToString() => Id;
}
