using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Create_ManyOfOneKeyAtOnce_ExactlyOneWins()
    {
        var results = await AtOnce(16, i => Store.CreateAsync(
            SampleRecords.Create(100 + i) with { Key = SampleRecords.Key(1) }, SessionCreation.Plain, Ct).AsTask());

        results.Count(r => r.Status == WriteStatus.Written).ShouldBe(1);
        results.Count(r => r.Status == WriteStatus.Duplicate).ShouldBe(15);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Create_ManyUnderALimitAtOnce_NeverMoreThanTheLimit(bool revokeOldest)
    {
        var creation = new SessionCreation(Limit: new SessionLimit(3, revokeOldest));

        var results = await AtOnce(16, i => Store.CreateAsync(SampleRecords.Create(i), creation, Ct).AsTask());

        results.Count(r => r.Status == WriteStatus.Written).ShouldBe(revokeOldest ? 16 : 3);
        (await Store.ListAsync("alice", 100, Ct)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Write_ManyOfOneGenerationAtOnce_ExactlyOneWins()
    {
        var record = await CreateAsync(1);

        for (var generation = 1; generation <= 10; generation++)
        {
            var current = await ReadAsync(record.Key);
            var results = await AtOnce(16, i => Store.WriteAsync(current.Next("writer " + i), generation, Ct).AsTask());

            var winner = Enumerable.Range(0, 16).Single(i => results[i].Status == WriteStatus.Written);
            results.Count(r => r.Status == WriteStatus.Conflict).ShouldBe(15);
            (await ReadAsync(record.Key)).Describe().ShouldBe(current.Next("writer " + winner).Describe());
        }
    }

    [Fact]
    public async Task Rotate_ManyAtOnce_ExactlyOneWinsAndOneSuccessorLives()
    {
        var record = await CreateAsync(1);

        var results = await AtOnce(16, i => Store.RotateAsync(record.Key, 1, record.Successor(100 + i), Now, Now, Ct).AsTask());

        results.Count(r => r.Status == WriteStatus.Written).ShouldBe(1);
        results.Count(r => r.Status == WriteStatus.Gone).ShouldBe(15);
        (await Store.ListAsync("alice", 100, Ct)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Revoke_RacingWithWriteTouchAndRotate_NothingLivesAfterIt()
    {
        for (var round = 0; round < 40; round++)
        {
            var number = round * 10;
            var record = await CreateAsync(number);
            await AtOnce(5, async i =>
            {
                await (i switch
                {
                    0 => Store.WriteAsync(record.Next(), 1, Ct).AsTask(),
                    1 => Store.TouchAsync([new SessionTouch(record.Key, 1, Now, [1])], Ct).AsTask(),
                    2 => Store.RotateAsync(record.Key, 1, record.Successor(number + 1), Now, Now.AddMinutes(1), Ct).AsTask(),
                    3 => Store.RotateAsync(record.Key, 2, record.Successor(number + 2), Now, Now.AddMinutes(1), Ct).AsTask(),
                    _ => Store.RevokeAsync(record.Key, Now, Ct).AsTask(),
                });
                return true;
            });

            (await StatusOf(record)).ShouldBe(RecordStatus.Revoked);
            (await Store.ListAsync("alice", 10, Ct)).ShouldBeEmpty();
            (await Store.WriteAsync(record.Next(), 1, Ct)).Status.ShouldBe(WriteStatus.Gone);
        }
    }

    [Fact]
    public async Task Read_WhileEpochAndModeAndRecordChange_IsOfOneMoment()
    {
        // Everything moves in one order: the generation leads, the epoch follows, the mode comes last. A read that mixes moments would
        // show a follower ahead of its leader.
        var record = await CreateAsync(1);
        var reads = 0;
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var stored = (await Store.ReadAsync(record.Key, Ct))!;
                var lead = stored.Record.Generation - 1;
                (lead - stored.Epochs.All).ShouldBeInRange(0, 1);
                var revision = (lead * 2) + 1;
                (stored.Revision - revision).ShouldBe(stored.Epochs.All - lead);
                Interlocked.Increment(ref reads);
            }
        })).ToList();

        for (var i = 0; i < 100 || (Volatile.Read(ref reads) < 100 && !readers.Exists(r => r.IsCompleted)); i++)
        {
            await Store.WriteAsync(record = record.Next(), record.Generation - 1, Ct);
            await Store.AdvanceEpochAsync(Cloakroom.Control.EpochScope.All, null, SampleRecords.Entry(), Ct);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    private static async Task<T[]> AtOnce<T>(int count, Func<int, Task<T>> call)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var tasks = Enumerable.Range(0, count).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await call(i);
        })).ToArray();
        start.SetResult();
        return await Task.WhenAll(tasks);
    }
}
