using System.Diagnostics;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Uses;

/// <summary>Every use is in the store or in the count of those that are not (invariant I10).</summary>
public sealed class UseJournalTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly Telemetry _telemetry = new();
    private readonly FaultyStore _store;
    private readonly CloakroomOptions _options = new();
    private readonly List<UseJournal> _journals = [];

    public UseJournalTests() => _store = new FaultyStore(new InMemoryStore(_clock));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _journals.ForEach(journal => journal.Dispose());
        _telemetry.Dispose();
    }

    [Fact]
    public async Task Note_SeveralUses_AreOneSumPerMinute()
    {
        var journal = Journal();
        UseCell? cell = null;
        for (var second = 0; second < 90; second += 10)
        {
            journal.Note(Key(1), NowMs, isUnsafe: second == 20, trace: 0, ref cell);
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        await journal.WriteAsync();

        var uses = await ReadAsync(1);
        uses.Sum(use => use.Count).ShouldBe(9);
        uses.Sum(use => use.UnsafeCount).ShouldBe(1);
        uses.Count.ShouldBe(uses.Select(use => use.Minute).Distinct().Count());
        uses.ShouldAllBe(use => use.First.ToUnixTimeSeconds() / 60 == use.Last.ToUnixTimeSeconds() / 60);
    }

    [Fact]
    public async Task Note_UnsafeRequest_KeepsItsTrace()
    {
        var journal = Journal();
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        journal.Note(Key(1), NowMs, isUnsafe: true, UseJournal.CurrentTrace());
        journal.Note(Key(1), NowMs, isUnsafe: false, trace: 0);

        await journal.WriteAsync();

        var write = (await ReadAsync(1)).ShouldHaveSingleItem().Writes.ShouldHaveSingleItem();
        write.Trace.ToString("x32", null).ShouldBe(activity.TraceId.ToHexString());
    }

    [Fact]
    public async Task Note_ManyThreadsWhileWriting_LosesNoneAndCountsNoneTwice()
    {
        var journal = Journal();
        var cells = new UseCell?[20];
        var writing = true;
        var writer = Task.Run(async () =>
        {
            while (Volatile.Read(ref writing))
                await journal.WriteAsync();
        }, Ct);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50_000; i++)
                journal.Note(Key(1 + i % cells.Length), NowMs + i, isUnsafe: false, trace: 0, ref cells[i % cells.Length]);
        }, Ct)));
        Volatile.Write(ref writing, false);
        await writer;
        await journal.StopAsync(Ct);

        (await _store.CountUsesAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), Ct)).ShouldBe(new UseTotals(cells.Length, 8 * 50_000));
        journal.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Write_StoreDown_KeepsAddingUpAndWritesLater()
    {
        var journal = Journal();
        _store.On(StoreMethods.AppendUses, Fault.Error);
        for (var i = 0; i < 5; i++)
        {
            for (var session = 1; session <= 10; session++)
                journal.Note(Key(session), NowMs, isUnsafe: false, trace: 0);
            await journal.WriteAsync();
        }

        journal.Waiting.ShouldBeLessThanOrEqualTo(20);
        _store.Heal();
        await journal.WriteAsync();

        (await CountAsync()).ShouldBe(new UseTotals(10, 50));
        journal.Lost.ShouldBe(0);
    }

    [Fact]
    public async Task Write_AnswerLost_IsRepeatedAndCountedOnce()
    {
        var journal = Journal();
        journal.Note(Key(1), NowMs, isUnsafe: false, trace: 0);
        _store.On(StoreMethods.AppendUses, Fault.ErrorAfter, times: 1);

        await journal.WriteAsync();
        await journal.WriteAsync();

        (await CountAsync()).ShouldBe(new UseTotals(1, 1));
    }

    [Fact]
    public async Task Note_MoreThanThereIsRoomFor_IsCountedAsLost()
    {
        _options.Journal.MaxWaiting = 1_000;
        var journal = Journal();
        _store.On(StoreMethods.AppendUses, Fault.Error);
        for (var i = 1; i <= 1_500; i++)
            journal.Note(Key(i), NowMs, isUnsafe: false, trace: 0);

        journal.Lost.ShouldBe(500);
        _store.Heal();
        await journal.WriteAsync();
        (await CountAsync()).ShouldBe(new UseTotals(1_000, 1_000));
    }

    [Fact]
    public async Task Write_IdleSession_LeavesMemory()
    {
        var journal = Journal();
        UseCell? cell = null;
        journal.Note(Key(1), NowMs, isUnsafe: false, trace: 0, ref cell);
        await journal.WriteAsync();
        await journal.WriteAsync();
        journal.Waiting.ShouldBe(0);

        // Whoever still holds the sum gets another.
        journal.Note(Key(1), NowMs, isUnsafe: false, trace: 0, ref cell);
        await journal.WriteAsync();

        (await CountAsync()).ShouldBe(new UseTotals(1, 2));
    }

    [Fact]
    public async Task Note_ClockSteppedBackAndForth_StaysCounted()
    {
        var journal = Journal();
        UseCell? cell = null;
        foreach (var hours in (int[])[1, -2, 1, 0])
        {
            _clock.Step(TimeSpan.FromHours(hours));
            journal.Note(Key(1), NowMs, isUnsafe: false, trace: 0, ref cell);
        }

        await journal.WriteAsync();

        (await CountAsync()).ShouldBe(new UseTotals(1, 4));
    }

    [Fact]
    public async Task Stop_StoreDown_CountsWhatIsLost()
    {
        var journal = Journal();
        _store.On(StoreMethods.AppendUses, Fault.Error);
        for (var i = 0; i < 3; i++)
            journal.Note(Key(1), NowMs, isUnsafe: false, trace: 0);

        await journal.StopAsync(Ct);

        journal.Lost.ShouldBe(3);
    }

    [Fact]
    public void Note_SwitchedOff_KeepsNothing()
    {
        _options.Journal.Uses = false;
        var journal = Journal();

        journal.Note(Key(1), NowMs, isUnsafe: true, UseJournal.CurrentTrace());

        journal.Waiting.ShouldBe(0);
        journal.Lost.ShouldBe(0);
    }

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static UseKey Key(int session) => new((UInt128)session, (UInt128)session, UseRoute.Dynamic, IsForeign: false);

    private UseJournal Journal()
    {
        var options = Options.Create(_options);
        var calls = new StoreCalls(options, _clock, _telemetry, NullLogger<StoreCalls>.Instance);
        var journal = new UseJournal(_store, calls, options, _clock, _telemetry, NullLogger<UseJournal>.Instance);
        _journals.Add(journal);
        return journal;
    }

    private ValueTask<IReadOnlyList<Use>> ReadAsync(int session) =>
        _store.ReadUsesAsync([(UInt128)session], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), 1_000, Ct);

    private ValueTask<UseTotals> CountAsync() => _store.CountUsesAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), Ct);
}
