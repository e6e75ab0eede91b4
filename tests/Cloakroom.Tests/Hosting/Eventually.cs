using System.Diagnostics;

namespace Cloakroom.Tests.Hosting;

/// <summary>Bounded polling, for what happens on another thread.</summary>
internal static class Eventually
{
    // A program that a test starts takes that long on a machine that is busy enough.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(50);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            watch.Elapsed.ShouldBeLessThan(Limit, "It did not happen in time.");
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>
    /// Moves the clock step by step until the task is done: for time limits inside the application. While others wait for a thread, slowly: what the application
    /// does between two limits takes no time by this clock, and on a busy machine must not seem to.
    /// </summary>
    public static async Task<T> WithTimePassing<T>(this Task<T> task, ManualClock clock, TimeSpan step)
    {
        var rested = Stopwatch.StartNew();
        await TrueAsync(() =>
        {
            if (!task.IsCompleted && (ThreadPool.PendingWorkItemCount == 0 || rested.Elapsed > Busy))
            {
                clock.Advance(step);
                rested.Restart();
            }

            return task.IsCompleted;
        });
        return await task;
    }

    /// <summary>Lets the waits of the task pass, each once it has begun: no time passes while it does anything else, however long that may take.</summary>
    public static async Task<T> WithWaitsPassing<T>(this Task<T> task, ManualClock clock, TimeSpan wait)
    {
        await TrueAsync(() =>
        {
            if (!task.IsCompleted && clock.IsWaitedFor(wait)) clock.Advance(wait);
            return task.IsCompleted;
        });
        return await task;
    }
}
