namespace Cloakroom.Replay.Harness;

/// <summary>Somebody who looks on while the Cloakroom side runs, for whom everything goes slowly.</summary>
internal interface ISpectator
{
    /// <summary>What each user waits before each request, on average. Half a second at most, or two who come within a second of each other do not.</summary>
    TimeSpan Pause { get; }

    /// <summary>Shows them the first server with Cloakroom, before anybody comes. Called once.</summary>
    /// <param name="services">That server's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task OpenAsync(IServiceProvider services, CancellationToken cancellationToken);

    /// <summary>Keeps the servers until they have seen enough.</summary>
    Task StayAsync();
}
