namespace Cloakroom.Bench.Load;

/// <summary>Asks for one page over kept-alive connections, one request at a time on each, the sessions taking turns.</summary>
internal interface ILoadGenerator
{
    string Name { get; }

    /// <param name="address">The page.</param>
    /// <param name="cookies">A <c>Cookie</c> header for each session; null for none.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<LoadResult> RunAsync(Uri address, IReadOnlyList<string?> cookies, int connections, TimeSpan duration, CancellationToken cancellationToken);
}
