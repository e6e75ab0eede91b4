using Cloakroom.Sessions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Cloakroom.Sqlite;

/// <summary>The embedded store: one file, no server. Several processes of one machine may share it.</summary>
/// <remarks>
/// Calls are handed to threads of the store and awaited, so that a hanging disk never blocks a caller past its cancellation.
/// Writes go through <see cref="GroupCommit"/>, reads through a small pool of connections.
/// </remarks>
internal sealed partial class SqliteStore : ICloakroomStore, IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly SqliteStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteStore> _logger;
    private readonly string _path;
    private readonly FileGuard _guard;
    private readonly ClaimSignal _claims;
    private readonly WorkQueue<WriteContext> _writes;
    private readonly WorkQueue<Database> _reads;
    private int _opened;
    private int _closed;

    public SqliteStore(SqliteStoreOptions options, TimeProvider time, ILogger<SqliteStore> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _path = Path.GetFullPath(options.Path);
        _guard = new FileGuard(_path, time, options.BusyTimeout, logger);
        _claims = new ClaimSignal(_path + "-claims");
        _writes = new WorkQueue<WriteContext>(_path, "write", options.QueueLimit);
        _reads = new WorkQueue<Database>(_path, "read", options.QueueLimit);
    }

    public string Name => "sqlite";

    /// <summary>For tests: the layouts that the file is brought through.</summary>
    internal Schema Schema { get; init; } = Schema.Current;

    /// <summary>For tests: how large the file may grow, as if the disk ended there.</summary>
    internal long? MaxPageCount { get; init; }

    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _opened, 1) != 0)
        {
            throw new InvalidOperationException("The store is opened once.");
        }

        if (_options.Synchronous != SqliteSynchronous.Full)
        {
            Log.NotFullySynchronous(_logger, _path);
        }

        await Task.Factory.StartNew(Open, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .WaitAsync(cancellationToken);
    }

    /// <summary>Serves what is waiting, then closes the file. Gives up on a disk that hangs after 5 s.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        _claims.Dispose();

        // The readers first: whoever closes last tidies up the write-ahead log, and that should be the writer.
        var closing = Task.Run(async () =>
        {
            await _reads.CloseAsync();
            await _writes.CloseAsync();
        });
        if (await Task.WhenAny(closing, Task.Delay(CloseTimeout)) != closing)
        {
            Log.Abandoned(_logger, _path);
            return;
        }

        _reads.Dispose();
        _writes.Dispose();
    }

    public ValueTask<StoreWrite> CreateAsync(SessionRecord record, SessionCreation creation, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => SessionWrites.Create(write, record, creation), cancellationToken);

    public ValueTask<StoredSession?> ReadAsync(RecordKey key, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => SessionReads.Find(database, key), cancellationToken);

    public ValueTask<SessionRecord?> FindByBindingAsync(RecordKey bindingKey, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => SessionReads.FindByBinding(database, bindingKey), cancellationToken);

    public ValueTask<StoreWrite> WriteAsync(SessionRecord record, long expectedGeneration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(record.Generation, expectedGeneration, nameof(record));
        return _writes.RunAsync(write => SessionWrites.Write(write, record, expectedGeneration), cancellationToken);
    }

    public ValueTask<StoreWrite> RotateAsync(
        RecordKey key, long expectedGeneration, SessionRecord successor, DateTimeOffset endedAt, DateTimeOffset graceUntil,
        CancellationToken cancellationToken) =>
        _writes.RunAsync(write => SessionWrites.Rotate(write, key, expectedGeneration, successor, endedAt, graceUntil), cancellationToken);

    public async ValueTask TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken) =>
        await _writes.RunAsync(write => SessionWrites.Touch(write, touches), cancellationToken);

    public ValueTask<bool> RevokeAsync(RecordKey key, DateTimeOffset endedAt, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => SessionWrites.RevokeByKey(write, key, endedAt), cancellationToken);

    public ValueTask<bool> RevokeByIdAsync(string subject, string id, DateTimeOffset endedAt, CancellationToken cancellationToken) =>
        _writes.RunAsync(write => SessionWrites.RevokeById(write, id, endedAt, of: subject), cancellationToken);

    public ValueTask<IReadOnlyList<StoredSession>> ListAsync(string subject, int max, CancellationToken cancellationToken) =>
        _reads.RunAsync(database => SessionReads.List(database, subject, max), cancellationToken);

    public async ValueTask<int> PurgeAsync(PurgeCutoffs cutoffs, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var batch in new Func<WriteContext, PurgeCutoffs, int>[] { Purge.DeleteRecords, Purge.DeleteChanges, Purge.DeleteMixups, UseTable.Purge, UseTable.PurgeBatches, NodeTable.Purge, MinuteTable.Purge, RateTable.Purge })
        {
            int deleted;
            do
            {
                count += deleted = await _writes.RunAsync(write => batch(write, cutoffs), cancellationToken);
            }
            while (deleted >= Purge.BatchSize);
        }

        return count;
    }

    private void Open()
    {
        var databases = new List<Database>();
        try
        {
            var file = new StoreFile(_options, Schema, _guard, _logger);
            databases.Add(RetryWhileBusy(() => file.OpenWriter(MaxPageCount), _options.BusyTimeout));
            for (var i = 0; i < _options.ReaderCount; i++)
            {
                databases.Add(file.OpenReader());
            }
        }
        catch (Exception e)
        {
            databases.ForEach(d => d.Dispose());
            throw SqliteErrors.Translate(e, _path);
        }

        var commit = new GroupCommit(_path, databases[0], _guard, _time, _logger);
        _writes.Start(work => commit.Serve(work, _writes), () => CloseWriter(databases[0]));
        foreach (var reader in databases.Skip(1))
        {
            _reads.Start(work => Serve(work, reader), () => Close(reader));
        }
    }

    // Switching a new file to WAL does not wait for other processes that do the same, so this does. Once more when the time is up: a process that was paused has not tried in it.
    internal static T RetryWhileBusy<T>(Func<T> open, TimeSpan limit)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var waited = TimeProvider.System.GetElapsedTime(start);
            try
            {
                return open();
            }
            catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_BUSY && waited < limit)
            {
                Thread.CurrentThread.Join(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    private void Serve(Work<Database> work, Database reader)
    {
        if (!work.IsWanted)
        {
            return;
        }

        try
        {
            _guard.Verify(reader);
            work.Run(reader);
            work.Complete();
        }
        catch (Exception e)
        {
            work.Fail(SqliteErrors.Translate(e, _path));
        }
    }

    private void CloseWriter(Database writer)
    {
        try
        {
            if (!_guard.IsLost)
            {
                _guard.VerifyInPlace(writer);
                _guard.SignOut(writer);
            }
        }
        catch (Exception e) when (e is SqliteException or CloakroomException)
        {
            // The row that stays behind does no harm and is forgotten after 30 days.
        }

        Close(writer);
    }

    private void Close(Database database)
    {
        if (_guard.IsLost)
        {
            database.KeepLogOnClose();
        }

        database.Dispose();
    }
}
