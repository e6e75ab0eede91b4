using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Forwarding;

/// <summary>Asks the servers in use for their health path, all at once, over and over.</summary>
internal sealed class HealthProbe(UpstreamPools pools, TimeProvider clock, ILogger<HealthProbe> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    /// <summary>Asks each server once.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        if (pools is not { Current: { } pool, Options: { HealthPath: { Length: > 0 } path } options })
            return;

        var limit = options.HealthInterval < LongestAnswer ? options.HealthInterval : LongestAnswer;
        var version = options.HttpVersion == "2" ? HttpVersion.Version20 : HttpVersion.Version11;
        await Task.WhenAll(pool.Upstreams.Select(upstream => AskAsync(upstream, path, version, limit, cancellationToken)));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await AskAsync(stoppingToken);
                await Task.Delay(pools.Options is { HealthPath.Length: > 0 } options ? options.HealthInterval : Idle, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Nothing may end the probing.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.ProbeFailed(logger, exception);
                await Task.Delay(Idle, clock, CancellationToken.None);
            }
        }
    }

    private async Task AskAsync(Upstream upstream, string path, Version version, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, upstream.Prefix + path)
        {
            Version = version,
            VersionPolicy = version.Major == 2 && upstream.Prefix.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", "cloakroom-edge");
        request.Headers.TryAddWithoutValidation(ForwardedNames.Edge, "1");

        bool healthy;
        string why;
        try
        {
            using var response = await upstream.Client.SendAsync(request, either.Token);
            healthy = (int)response.StatusCode is >= 200 and < 400;
            why = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            healthy = false;
            why = exception.GetType().Name;
        }

        if (!upstream.Probed(healthy))
            return;
        if (healthy)
            Log.UpstreamHealthy(logger, upstream.Prefix);
        else
            Log.UpstreamUnhealthy(logger, upstream.Prefix, why);
    }
}
