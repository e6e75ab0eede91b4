using Cloakroom.Control;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Hosting;

/// <summary>Before the server listens: the store is open, control is known, and the canary has sung (invariant I12).</summary>
internal sealed class CloakroomStartup(
    ICloakroomStore store, ControlFeed feed, Canary canary, StartChecks checks, IOptions<CloakroomOptions> options, ILogger<CloakroomStartup> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await checks.RunAsync(hasStarted: false);
        await store.OpenAsync(cancellationToken);
        if (store is InMemoryStore)
            Log.InMemoryStoreInUse(logger);
        if (options.Value.Cookies.AllowHttpOnLocalhost)
            Log.HttpOnLocalhost(logger);
        // A store that is down for the moment is no reason not to start: requests without a session go on.
        await feed.ConfirmQuietlyAsync();
        if (options.Value.Canary.Enabled)
            await canary.RunAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => checks.RunAsync(hasStarted: true);

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
