using Cloakroom.Control;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Stores;

/// <summary>What becomes of calls when something happens to the file while it is in use.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private readonly SqliteFile _file = new();
    private readonly SqliteFile _other = new();
    private readonly StoreClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _file.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Write_DiskFull_IsUnavailableAndNothingIsThereInPart()
    {
        await using (var full = await _file.OpenAsync(maxPageCount: 70))
        {
            var acknowledged = 0;
            var refused = 0;
            for (var i = 0; i < 60; i++)
            {
                var record = SampleRecords.Create(i) with { Payload = new byte[8_000] };
                try
                {
                    await full.CreateAsync(record, SessionCreation.Plain, Ct);
                    acknowledged++;
                    (await full.ReadAsync(record.Key, Ct)).ShouldNotBeNull();
                }
                catch (CloakroomException e)
                {
                    e.Code.ShouldBe(CloakroomErrorCode.StoreUnavailable);
                    e.Message.ShouldContain("cannot grow");
                    refused++;
                    (await full.ReadAsync(record.Key, Ct)).ShouldBeNull();
                }
            }

            acknowledged.ShouldBeGreaterThan(5);
            refused.ShouldBeGreaterThan(5);

            // With room it goes on by itself.
            var cutoffs = new PurgeCutoffs(SampleRecords.Start.AddYears(1), SampleRecords.Start.AddYears(1), SampleRecords.Start, SampleRecords.Start, DateTimeOffset.UnixEpoch);
            (await full.PurgeAsync(cutoffs, Ct)).ShouldBe(acknowledged);
            await full.CreateAsync(SampleRecords.Create(0), SessionCreation.Plain, Ct);
        }

        await using var store = await _file.OpenAsync();
        (await store.ListAsync("alice", 100, Ct)).Single().Record.Describe().ShouldBe(SampleRecords.Create(0).Describe());
        using var connection = _file.Connect();
        connection.Scalar("PRAGMA integrity_check").ShouldBe("ok");
    }

    [Fact]
    public async Task Write_LockedPastTheBusyTimeout_IsUnavailableWhileReadsGoOn()
    {
        await using var store = await _file.OpenAsync(configure: o => o.BusyTimeout = TimeSpan.FromMilliseconds(50));
        await store.CreateAsync(SampleRecords.Create(1), SessionCreation.Plain, Ct);
        using (var other = _file.Connect())
        {
            other.Execute("BEGIN IMMEDIATE");

            var error = await Fails(store.RevokeAsync(SampleRecords.Key(1), SampleRecords.Start, Ct));
            error.Code.ShouldBe(CloakroomErrorCode.StoreUnavailable);
            error.Message.ShouldContain("is locked");
            (await store.ReadAsync(SampleRecords.Key(1), Ct))!.Record.Status.ShouldBe(RecordStatus.Live);
        }

        (await store.RevokeAsync(SampleRecords.Key(1), SampleRecords.Start, Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task Write_GivenUpWhileWaiting_ReturnsAtOnceAndHasNoEffect()
    {
        await using var store = await _file.OpenAsync(configure: o => o.BusyTimeout = TimeSpan.FromSeconds(30));
        using (var other = _file.Connect())
        {
            other.Execute("BEGIN IMMEDIATE");
            using var impatient = new CancellationTokenSource();
            var call = store.CreateAsync(SampleRecords.Create(1), SessionCreation.Plain, impatient.Token).AsTask();

            await impatient.CancelAsync();

            await Should.ThrowAsync<OperationCanceledException>(() => call.WaitAsync(TimeSpan.FromSeconds(60), Ct));
        }

        await store.CreateAsync(SampleRecords.Create(2), SessionCreation.Plain, Ct);
        (await store.ReadAsync(SampleRecords.Key(1), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Write_OneOfACommitFails_TheOthersSucceed()
    {
        await using var store = await _file.OpenAsync(configure: o => o.BusyTimeout = TimeSpan.FromSeconds(30));
        await store.CreateAsync(SampleRecords.Create(1), SessionCreation.Plain, Ct);
        await store.RevokeAsync(SampleRecords.Key(1), SampleRecords.Start, Ct);
        await store.CreateAsync(SampleRecords.Create(2), SessionCreation.Plain, Ct);
        var before = (await store.ReadControlAsync(0, Ct)).Revision;
        Task<StoreWrite>[] good;
        Task bad;
        using (var other = _file.Connect())
        {
            // While another process writes, these gather to one commit. The bad one fails after it has revoked a session.
            other.Execute("BEGIN IMMEDIATE");
            var first = store.CreateAsync(SampleRecords.Create(10), SessionCreation.Plain, Ct).AsTask();
            var creation = new SessionCreation(Replaces: SampleRecords.Key(2));
            bad = store.CreateAsync(SampleRecords.Create(11) with { ClientLabel = "half a character: \ud800" }, creation, Ct).AsTask();
            good = [first, store.CreateAsync(SampleRecords.Create(12), SessionCreation.Plain, Ct).AsTask()];
        }

        await Should.ThrowAsync<ArgumentException>(() => bad);
        (await Task.WhenAll(good)).ShouldAllBe(w => w.Status == WriteStatus.Written);
        (await store.ReadAsync(SampleRecords.Key(11), Ct)).ShouldBeNull();
        (await store.ReadAsync(SampleRecords.Key(2), Ct))!.Record.Status.ShouldBe(RecordStatus.Live);
        (await store.ReadControlAsync(before, Ct)).Revision.ShouldBe(before);
    }

    [Fact]
    public async Task Any_QueueFull_FailsAtOnce()
    {
        await using var store = await _file.OpenAsync(configure: o => (o.QueueLimit, o.BusyTimeout) = (5, TimeSpan.FromSeconds(30)));
        using (var other = _file.Connect())
        {
            other.Execute("BEGIN IMMEDIATE");
            var calls = Enumerable.Range(0, 20).Select(i =>
                store.CreateAsync(SampleRecords.Create(i), SessionCreation.Plain, Ct).AsTask()).ToList();
            var failed = calls.Where(c => c.IsFaulted).ToList();

            failed.Count.ShouldBeGreaterThan(5);
            failed[0].Exception!.InnerException.ShouldBeOfType<CloakroomException>().Message.ShouldContain("writes waiting");
            other.Execute("ROLLBACK");
            (await Task.WhenAll(calls.Except(failed))).ShouldAllBe(w => w.Status == WriteStatus.Written);
        }
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("replaced by an empty file")]
    [InlineData("replaced by another store")]
    [InlineData("replaced by an earlier copy of itself")]
    [InlineData("log deleted")]
    public async Task Any_FileTakenAway_FailsFromThenOn(string how)
    {
        var copy = _file.Path + ".copy";
        File.Copy(await AnotherStore(), copy);
        await using var store = await _file.OpenAsync(_clock);
        await store.CreateAsync(SampleRecords.Create(1), SessionCreation.Plain, Ct);
        if (how.Contains("earlier copy"))
        {
            using var connection = _file.Connect();
            connection.Execute($"VACUUM INTO '{copy}2'");
        }

        switch (how)
        {
            case "deleted":
                File.Delete(_file.Path);
                break;
            case "replaced by an empty file":
                await File.WriteAllBytesAsync(copy, [], Ct);
                File.Move(copy, _file.Path, overwrite: true);
                break;
            case "replaced by another store":
                File.Move(copy, _file.Path, overwrite: true);
                break;
            case "log deleted":
                File.Delete(_file.Path + "-wal");
                break;
            default:
                File.Move(copy + "2", _file.Path, overwrite: true);
                break;
        }

        // Not a moment later: nothing may be acknowledged from here on.
        await FailsForGood(store);
        (await Fails(store.ReadAsync(SampleRecords.Key(1), Ct))).Code.ShouldBe(CloakroomErrorCode.StoreUnusable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Any_FileOverwrittenInPlace_FailsWithinAQuarterOfASecondAndWritesNoMore(bool withGarbage)
    {
        var with = withGarbage ? new byte[50_000] : await File.ReadAllBytesAsync(await AnotherStore(), Ct);
        await using (var store = await _file.OpenAsync(_clock))
        {
            using (var connection = _file.Connect())
            {
                connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }

            // In the log alone, so that a checkpoint when the store closes would write it over whatever the file is then.
            await store.CreateAsync(SampleRecords.Create(1), SessionCreation.Plain, Ct);

            // As "cp backup.db cloakroom.db" would: the file at the path stays the same one.
            using (var stream = new FileStream(_file.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                stream.SetLength(0);
                await stream.WriteAsync(with, Ct);
            }

            _clock.Advance(TimeSpan.FromMilliseconds(250));
            await Fails(store.ReadControlAsync(0, Ct));
            await FailsForGood(store);
        }

        (await File.ReadAllBytesAsync(_file.Path, Ct)).ShouldBe(with);
    }

    [Fact]
    public async Task Dispose_AfterTheFileWasReplaced_LeavesTheLogOfTheNewOneAlone()
    {
        var store = await _file.OpenAsync(_clock);
        await store.CreateAsync(SampleRecords.Create(1), SessionCreation.Plain, Ct);
        foreach (var name in Directory.GetFiles(_file.Directory))
        {
            File.Delete(name);
        }

        await using var successor = await _file.OpenAsync(_clock);
        await successor.CreateAsync(SampleRecords.Create(2), SessionCreation.Plain, Ct);
        await Fails(store.ReadAsync(SampleRecords.Key(1), Ct));

        await store.DisposeAsync();

        (await successor.RevokeAsync(SampleRecords.Key(2), SampleRecords.Start, Ct)).ShouldBeTrue();
        (await successor.ReadAsync(SampleRecords.Key(2), Ct))!.Record.Status.ShouldBe(RecordStatus.Revoked);
    }

    [Fact]
    public async Task Any_ManyDaysOfUse_KnowsItsFileAgainAndForgetsTheDead()
    {
        await using var store = await _file.OpenAsync(_clock);
        _file.Execute($"INSERT INTO instances VALUES (x'00', {SampleRecords.Start.ToUnixTimeMilliseconds()})");
        for (var day = 0; day < 40; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1.1));
            await store.CreateAsync(SampleRecords.Create(day), SessionCreation.Plain, Ct);
        }

        using var connection = _file.Connect();
        connection.Scalar("SELECT count(*) FROM instances").ShouldBe(1L);
    }

    [Fact]
    public async Task TwoStores_OneFile_RaceFairlyAndHearOfEachOther()
    {
        await using var one = await _file.OpenAsync(configure: o => o.BusyTimeout = TimeSpan.FromSeconds(30));
        await using var two = await _file.OpenAsync(configure: o => o.BusyTimeout = TimeSpan.FromSeconds(30));
        var record = SampleRecords.Create(1);
        await one.CreateAsync(record, SessionCreation.Plain, Ct);
        for (var generation = 1; generation <= 20; generation++)
        {
            var current = (await two.ReadAsync(record.Key, Ct))!.Record;
            var writes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
                (i % 2 == 0 ? one : two).WriteAsync(current.Next("writer " + i), generation, Ct).AsTask())));
            writes.Count(w => w.Status == WriteStatus.Written).ShouldBe(1);
            writes.Count(w => w.Status == WriteStatus.Conflict).ShouldBe(7);
        }

        var since = (await two.ReadControlAsync(0, Ct)).Revision;
        await one.RevokeAsync(record.Key, SampleRecords.Start, Ct);
        await one.AdvanceEpochAsync(EpochScope.All, null, SampleRecords.Entry(), Ct);

        var heard = await two.ReadControlAsync(since, Ct);
        heard.Changes.Select(c => c.Kind).ShouldBe([ControlChangeKind.Session, ControlChangeKind.AllEpoch]);
        (await two.ReadAsync(record.Key, Ct))!.Record.Status.ShouldBe(RecordStatus.Revoked);
        (await two.ReadAsync(record.Key, Ct))!.Epochs.All.ShouldBe(1);
    }

    [Fact]
    public async Task ReadControl_MoreChangesThanWorthTelling_IsPartial()
    {
        await using var store = await _file.OpenAsync();
        var since = (await store.ReadControlAsync(0, Ct)).Revision;
        await Task.WhenAll(Enumerable.Range(0, 2_500).Select(_ => store.SetModeAsync(ModeState.Initial, Ct).AsTask()));
        (await store.ReadControlAsync(since, Ct)).Changes.Count.ShouldBe(2_500);
        await Task.WhenAll(Enumerable.Range(0, 7_501).Select(_ => store.SetModeAsync(ModeState.Initial, Ct).AsTask()));

        var control = await store.ReadControlAsync(since, Ct);

        control.IsPartial.ShouldBeTrue();
        control.Changes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Dispose_WritesWaiting_AreServedFirst()
    {
        var store = await _file.OpenAsync();
        var writes = Enumerable.Range(0, 1_000).Select(i =>
            store.CreateAsync(SampleRecords.Create(i), SessionCreation.Plain, Ct).AsTask()).ToList();

        await store.DisposeAsync();
        await store.DisposeAsync();

        (await Task.WhenAll(writes)).ShouldAllBe(w => w.Status == WriteStatus.Written);
        await using var again = await _file.OpenAsync();
        (await again.ListAsync("alice", 2_000, Ct)).Count.ShouldBe(1_000);
    }

    [Fact]
    public async Task Any_BeforeOpenAndAfterDispose_IsUnavailable()
    {
        var store = _file.Build();
        (await Fails(store.ReadAsync(SampleRecords.Key(1), Ct))).Code.ShouldBe(CloakroomErrorCode.StoreUnavailable);
        await store.OpenAsync(Ct);
        await store.DisposeAsync();

        (await Fails(store.ReadAsync(SampleRecords.Key(1), Ct))).Code.ShouldBe(CloakroomErrorCode.StoreUnavailable);
        (await Fails(store.CreateAsync(SampleRecords.Create(1), SessionCreation.Plain, Ct))).Code.ShouldBe(CloakroomErrorCode.StoreUnavailable);
    }

    private static async Task<CloakroomException> Fails<T>(ValueTask<T> call) =>
        await Should.ThrowAsync<CloakroomException>(async () => await call);

    private static async Task FailsForGood(SqliteStore store)
    {
        foreach (var call in new Func<Task>[]
        {
            async () => await store.CreateAsync(SampleRecords.Create(3), SessionCreation.Plain, Ct),
            async () => await store.RevokeAsync(SampleRecords.Key(1), SampleRecords.Start, Ct),
            async () => await store.ReadAsync(SampleRecords.Key(1), Ct),
            async () => await store.ReadControlAsync(0, Ct),
        })
        {
            var error = await Should.ThrowAsync<CloakroomException>(call);
            error.Code.ShouldBe(CloakroomErrorCode.StoreUnusable);
            error.Message.ShouldContain("while in use");
        }
    }

    private async Task<string> AnotherStore()
    {
        await using (var store = await _other.OpenAsync())
        {
            await store.CreateAsync(SampleRecords.Create(1, subject: "mallory"), SessionCreation.Plain, Ct);
        }

        return _other.Path;
    }
}
