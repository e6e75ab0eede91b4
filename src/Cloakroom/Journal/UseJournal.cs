using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Cloakroom.Hosting;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Journal;

/// <summary>Adds up who used which session, and writes the sums in batches (invariants I9, I10).</summary>
/// <remarks>
/// No request waits for it. What cannot be written waits and goes on being added up; what memory has no room for is counted. A batch is
/// written once whatever becomes of the answers to it, so counts stay exact over timeouts.
/// </remarks>
internal sealed class UseJournal(
    IUseStore store, StoreCalls calls, IOptions<CloakroomOptions> options, TimeProvider time, Telemetry telemetry, ILogger<UseJournal> logger) : BackgroundService
{
    private const int BatchSize = 1_000;

    private readonly JournalOptions _options = options.Value.Journal;
    private readonly ConcurrentDictionary<UseKey, UseCell> _cells = new();
    private readonly ConcurrentQueue<Use> _finished = new();
    private readonly Queue<Batch> _batches = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private int _cellCount;
    private int _finishedCount;
    private int _batchedCount;
    private long _lost;
    private long _loggedLost;

    public bool IsEnabled => _options.Uses;

    /// <summary>How many uses have not been and will not be recorded since start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>How many sums are in memory.</summary>
    public int Waiting => Volatile.Read(ref _cellCount) + Volatile.Read(ref _finishedCount) + Volatile.Read(ref _batchedCount);

    /// <summary>The trace of the request that this code runs for; 0 outside one.</summary>
    public static UInt128 CurrentTrace() => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? UnsafeUse.BitsOf(activity.TraceId) : 0;

    /// <summary>Notes a use.</summary>
    /// <param name="key">Who used what.</param>
    /// <param name="nowMs">When, in milliseconds since 1970.</param>
    /// <param name="isUnsafe">Whether the request may write.</param>
    /// <param name="trace">Of a request that may write: the trace that the application logs; 0 when there is none.</param>
    /// <param name="cell">The caller's hold on the sum of that key, for the next time.</param>
    public void Note(in UseKey key, long nowMs, bool isUnsafe, UInt128 trace, ref UseCell? cell)
    {
        if (!IsEnabled)
            return;
        for (var known = cell; ; cell = known)
        {
            if (known is not null && known.TryAdd(nowMs, isUnsafe, trace, out var finished))
            {
                if (finished is not null)
                    Keep(finished);
                return;
            }

            known = Find(key);
            if (known is null)
            {
                Lose(1);
                return;
            }
        }
    }

    /// <summary>Notes a use by a caller that cannot keep hold of the sum.</summary>
    public void Note(in UseKey key, long nowMs, bool isUnsafe, UInt128 trace)
    {
        UseCell? cell = null;
        Note(key, nowMs, isUnsafe, trace, ref cell);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync();
        var left = Drop();
        if (left > 0)
        {
            Lose(left);
            TellLost();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _writing.Dispose();
    }

    /// <summary>Writes what waits.</summary>
    internal async Task WriteAsync()
    {
        await _writing.WaitAsync();
        try
        {
            // What did not go last time first; while it does not, the rest is better off being added up where it is.
            if (!await WriteBatchesAsync())
                return;
            Gather();
            await WriteBatchesAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    // What is left when the host stops is written by StopAsync.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => !IsEnabled ? Task.CompletedTask : PeriodicWork.RunAsync(
        time,
        _options.WriteInterval,
        async _ =>
        {
            await WriteAsync();
            TellLost();
        },
        stoppingToken);

    private UseCell? Find(in UseKey key)
    {
        while (true)
        {
            if (_cells.TryGetValue(key, out var known))
            {
                if (!known.IsRetired)
                    return known;
                Forget(known);
            }

            if (Waiting >= _options.MaxWaiting)
                return null;
            var fresh = new UseCell(key);
            if (_cells.TryAdd(key, fresh))
            {
                Interlocked.Increment(ref _cellCount);
                return fresh;
            }
        }
    }

    private void Forget(UseCell cell)
    {
        if (_cells.TryRemove(new KeyValuePair<UseKey, UseCell>(cell.Key, cell)))
            Interlocked.Decrement(ref _cellCount);
    }

    private void Keep(Use finished)
    {
        if (Waiting >= _options.MaxWaiting)
        {
            Lose(finished.Count);
            return;
        }

        Interlocked.Increment(ref _finishedCount);
        _finished.Enqueue(finished);
    }

    private void Gather()
    {
        var uses = new List<Use>();
        while (_finished.TryDequeue(out var finished))
        {
            Interlocked.Decrement(ref _finishedCount);
            uses.Add(finished);
        }

        foreach (var (_, cell) in _cells)
        {
            if (cell.TakeOrRetire() is { } use)
                uses.Add(use);
            else
                Forget(cell);
        }

        // Who saw whom goes first. Then as the store has it, so that its pages are written one after the other.
        uses.Sort(static (a, b) => b.Key.IsForeign.CompareTo(a.Key.IsForeign) is not 0 and var foreign ? foreign
            : a.Minute.CompareTo(b.Minute) is not 0 and var minute ? minute
            : a.Key.Session.CompareTo(b.Key.Session));
        foreach (var batch in uses.Chunk(BatchSize))
            _batches.Enqueue(new Batch(RandomBits(), batch));
        Interlocked.Add(ref _batchedCount, uses.Count);
    }

    private async Task<bool> WriteBatchesAsync()
    {
        while (_batches.TryPeek(out var batch))
        {
            try
            {
                await calls.WriteAsync("append-uses", token => store.AppendUsesAsync(batch.Id, batch.Uses, token), CancellationToken.None);
            }
            catch (CloakroomException)
            {
                // Logged by the call; tried again in the next interval.
                return false;
            }

            _batches.Dequeue();
            Interlocked.Add(ref _batchedCount, -batch.Uses.Count);
        }

        return true;
    }

    private int Drop()
    {
        Gather();
        var left = _batches.Sum(batch => batch.Uses.Sum(use => use.Count));
        _batches.Clear();
        return left;
    }

    private void Lose(int count)
    {
        Interlocked.Add(ref _lost, count);
        telemetry.UsesLost(count);
    }

    private void TellLost()
    {
        var lost = Lost;
        if (lost == _loggedLost)
            return;
        Log.UsesLost(logger, lost - _loggedLost, Waiting);
        _loggedLost = lost;
    }

    private static UInt128 RandomBits()
    {
        UInt128 bits = 0;
        System.Security.Cryptography.RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<UInt128>(ref bits)));
        return bits;
    }

    private sealed record Batch(UInt128 Id, IReadOnlyList<Use> Uses);
}
