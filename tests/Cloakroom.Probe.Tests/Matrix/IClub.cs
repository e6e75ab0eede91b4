namespace Cloakroom.Probe.Tests.Matrix;

/// <summary>The club's site: what is behind the caches.</summary>
internal interface IClub : IAsyncDisposable
{
    Uri Address { get; }

    /// <summary>
    /// What a database takes. Those who ask meanwhile are what caches may answer together: long where some leak in no other way, so that those who are let go together
    /// are there in time on a busy machine as well.
    /// </summary>
    static TimeSpan Takes(string slug) => TimeSpan.FromMilliseconds(slug is "none" or "private" or "no-cache" ? 40 : 25);
}
