using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Stores;

/// <summary>A disk that hangs takes a thread of the store, never a caller.</summary>
public sealed class WorkQueueTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_BodyHangs_CallerGivesUpAndOthersAreServed()
    {
        using var hang = new ManualResetEventSlim();
        using var impatient = new CancellationTokenSource();
        var queue = Start(threads: 2);
        var began = new TaskCompletionSource();
        var stuck = queue.RunAsync(_ =>
        {
            began.SetResult();
            hang.Wait(Ct);
            return 1;
        }, impatient.Token).AsTask();
        await began.Task;

        await impatient.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => stuck.WaitAsync(TimeSpan.FromSeconds(60), Ct));
        (await queue.RunAsync(_ => 2, Ct)).ShouldBe(2);
        hang.Set();
        await queue.CloseAsync();
    }

    [Fact]
    public async Task RunAsync_GivenUpWhileWaiting_NeverBegins()
    {
        using var hang = new ManualResetEventSlim();
        using var impatient = new CancellationTokenSource();
        var queue = Start(threads: 1);
        var ran = false;
        var first = queue.RunAsync(_ => hang.Wait(TimeSpan.FromMinutes(1), Ct), Ct).AsTask();
        var second = queue.RunAsync(_ => ran = true, impatient.Token).AsTask();

        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        hang.Set();
        await first;
        await queue.CloseAsync();

        ran.ShouldBeFalse();
    }

    [Fact]
    public async Task RunAsync_CallerGoesOn_NotOnTheThreadOfTheConnection()
    {
        using var attached = new ManualResetEventSlim();
        var queue = Start(threads: 1);
        var call = queue.RunAsync(
            _ =>
            {
                attached.Wait(Ct);
                return Environment.CurrentManagedThreadId;
            },
            Ct).AsTask();
        var next = call.ContinueWith(
            _ => Environment.CurrentManagedThreadId, Ct, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        attached.Set();

        (await next).ShouldNotBe(await call);
        await queue.CloseAsync();
    }

    private static WorkQueue<object> Start(int threads)
    {
        var queue = new WorkQueue<object>("test.db", "read", limit: 10);
        for (var i = 0; i < threads; i++)
        {
            queue.Start(
                work =>
                {
                    if (work.IsWanted)
                    {
                        work.Run(queue);
                        work.Complete();
                    }
                },
                () => { });
        }

        return queue;
    }
}
