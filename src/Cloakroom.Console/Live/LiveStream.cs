using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Cloakroom.Console.Hosting;
using Cloakroom.Console.Pages;

namespace Cloakroom.Console.Live;

/// <summary>Sends the parts of a page anew as they change (Server-Sent Events).</summary>
/// <param name="mount">The console.</param>
/// <param name="load">Reads the page.</param>
internal sealed class LiveStream(Mount mount, Func<CancellationToken, Task<ConsolePage>> load)
{
    /// <summary>Says that it is still there, so that a browser can tell a quiet page from a dead one.</summary>
    public const string Alive = "alive";

    /// <summary>Says that what is shown is old, and why.</summary>
    public const string Stale = "stale";

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AliveEvery = TimeSpan.FromSeconds(3);

    /// <summary>Then the browser asks anew, and whoever was signed out or lost the right meanwhile is refused.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>A page that takes long to read is read less often: it must not keep the store busy by being looked at.</summary>
    private const int RestFactor = 10;

    public async IAsyncEnumerable<SseItem<string>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var began = mount.Time.GetTimestamp();
        var sent = new Dictionary<string, string>(StringComparer.Ordinal);
        var saidAt = began;
        yield return new SseItem<string>(Say.Time(mount.Store.Now), Alive) { ReconnectionInterval = Retry };
        while (mount.Time.GetElapsedTime(began) < Lifetime)
        {
            var started = mount.Time.GetTimestamp();
            var (page, failure) = await LoadAsync(cancellationToken);
            if (failure is not null)
                yield return new SseItem<string>(failure, Stale);
            foreach (var region in page?.Regions.Where(region => region.IsLive) ?? [])
            {
                var content = await mount.Renderer.RenderAsync(region.Content);
                if (sent.GetValueOrDefault(region.Id) == content)
                    continue;
                sent[region.Id] = content;
                yield return new SseItem<string>(content, region.Id);
            }

            if (page is not null && mount.Time.GetElapsedTime(saidAt) >= AliveEvery)
            {
                saidAt = mount.Time.GetTimestamp();
                yield return new SseItem<string>(Say.Time(mount.Store.Now), Alive);
            }

            var rest = mount.Time.GetElapsedTime(started) * RestFactor;
            var interval = page?.Interval ?? Retry;
            await Task.Delay(rest > interval ? rest : interval, mount.Time, cancellationToken);
        }
    }

    private async Task<(ConsolePage? Page, string? Failure)> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await load(cancellationToken), null);
        }
        catch (CloakroomException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, "The store does not answer");
        }
    }
}
