namespace Cloakroom.Hosting;

/// <summary>Work that a service does at an interval, the first time after one.</summary>
internal static class PeriodicWork
{
    /// <returns>When the host stops, which work under way hears of as well.</returns>
    public static async Task RunAsync(TimeProvider time, TimeSpan interval, Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        await RunAsync(timer, work, stoppingToken);
    }

    /// <inheritdoc cref="RunAsync(TimeProvider, TimeSpan, Func{CancellationToken, Task}, CancellationToken)"/>
    public static async Task RunAsync(PeriodicTimer timer, Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await work(stoppingToken);
        }
        catch (Exception e) when (e is OperationCanceledException or CloakroomException && stoppingToken.IsCancellationRequested)
        {
            // The host stops; a store call that it has cut short fails as one.
        }
    }
}
