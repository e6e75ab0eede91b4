using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;

namespace Cloakroom.Tests.Faults;

/// <summary>A store that takes nothing for a while: what was answered meanwhile is on record afterwards, or counted.</summary>
public sealed class StoreDownTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly FaultyStore _store;
    private readonly JournalNode _node;

    public StoreDownTests()
    {
        _store = new FaultyStore(new InMemoryStore(_clock));
        _node = new JournalNode(_store, _clock);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task Report_StoreDownForAMinuteUnderLoad_LosesNothing()
    {
        const int PerSecond = 50;
        var from = _clock.GetUtcNow();
        await _node.ReportAsync(0, 0);
        _store.On(StoreMethods.AppendMixup | StoreMethods.AppendUses, Fault.Error);
        for (var second = 0; second < 60; second++)
        {
            for (var i = 0; i < PerSecond; i++)
            {
                var number = (second * PerSecond) + i;
                var isExposed = i % 2 == 1;
                await _node.ReportAsync(number, number, isExposed ? RuleMode.Observe : RuleMode.Enforce);
                if (isExposed) _node.Uses.Note(JournalNode.Foreign(number, number), _clock.GetUtcNow().ToUnixTimeMilliseconds(), isUnsafe: false, trace: 0);
            }

            _clock.Advance(TimeSpan.FromSeconds(1));
            await _node.Backlog.WriteAsync();
            await _node.Uses.WriteAsync();
        }

        _node.Mixups.Waiting.ShouldBe((60 * PerSecond) - 1, "the first was there before");
        _store.Heal();
        await _node.Backlog.WriteAsync();
        await _node.Uses.WriteAsync();

        var incident = (await _store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();
        (incident.Mixups, incident.Exposed).ShouldBe((60 * PerSecond, 60 * PerSecond / 2));
        var impact = await new ImpactReader(_store, _store).ReadAsync(from, _clock.GetUtcNow(), Ct);
        impact.Pairs.Count.ShouldBe(60 * PerSecond);
        foreach (var pair in impact.Pairs) pair.Owner.Subject!.Replace("owner", "presenter", StringComparison.Ordinal).ShouldBe(pair.Receiver.Subject);
        impact.Pairs.Count(pair => pair.Class == ImpactClass.Exposed).ShouldBe(60 * PerSecond / 2);
        (_node.Mixups.Lost, _node.Mixups.Waiting, _node.Uses.Lost).ShouldBe((0, 0, 0));
        (_node.Count("cloakroom.mixups.lost"), _node.Count("cloakroom.mixups.delayed")).ShouldBe((0, (60 * PerSecond) - 1));
    }

    [Fact]
    public async Task Report_AnswerOfTheStoreLost_IsRecordedOnce()
    {
        _store.On(StoreMethods.AppendMixup, Fault.ErrorAfter, times: 1);

        await _node.ReportAsync(1, 1);
        await _node.Backlog.WriteAsync();

        (await _store.ReadMixupsAsync(DateTimeOffset.UnixEpoch, 10, Ct)).ShouldHaveSingleItem();
        (await _store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem().Mixups.ShouldBe(1);
        (_node.Mixups.Lost, _node.Mixups.Waiting).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Report_StoreHangs_IsAnsweredInTimeAndWrittenLater()
    {
        _store.On(StoreMethods.AppendMixup, Fault.Hang);
        var reports = Task.WhenAll(Enumerable.Range(0, 20).Select(i => _node.ReportAsync(i, i)));
        _clock.Advance(TimeSpan.FromSeconds(9));
        reports.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await reports.WaitAsync(TimeSpan.FromSeconds(20), Ct);

        _store.Heal();
        await _node.Backlog.WriteAsync();

        (await _store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem().Mixups.ShouldBe(20);
    }

    [Fact]
    public async Task Report_MoreThanThereIsRoomFor_IsCountedAsLost()
    {
        _store.On(StoreMethods.AppendMixup, Fault.Error);
        const int Reported = MixupBacklogRoom + 3_000;

        for (var i = 0; i < Reported; i++) await _node.ReportAsync(i, i);
        (_node.Mixups.Waiting, _node.Mixups.Lost).ShouldBe((MixupBacklogRoom, 3_000));
        _store.Heal();
        await _node.Backlog.WriteAsync();

        (await _store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem().Mixups.ShouldBe(MixupBacklogRoom);
        (_node.Mixups.Waiting, _node.Mixups.Lost, _node.Count("cloakroom.mixups.lost")).ShouldBe((0, 3_000, 3_000));
    }

    [Fact]
    public async Task Stop_StoreDown_CountsWhatIsLost()
    {
        _store.On(StoreMethods.AppendMixup, Fault.Error);
        for (var i = 0; i < 150; i++) await _node.ReportAsync(i, i);

        await _node.Backlog.StopAsync(Ct);

        (_node.Mixups.Waiting, _node.Mixups.Lost, _node.Count("cloakroom.mixups.lost")).ShouldBe((0, 150, 150));
    }

    [Fact]
    public async Task Stop_StoreUp_WritesWhatWaits()
    {
        _store.On(StoreMethods.AppendMixup, Fault.Error, times: 150);
        for (var i = 0; i < 150; i++) await _node.ReportAsync(i, i);

        await _node.Backlog.StopAsync(Ct);

        (await _store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem().Mixups.ShouldBe(150);
        _node.Mixups.Lost.ShouldBe(0);
    }

    private const int MixupBacklogRoom = MixupBacklog.MaxWaiting;
}
