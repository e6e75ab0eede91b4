using Cloakroom.Alerts;
using Cloakroom.Alerts.Sending;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Cloakroom.Tests.Alerts;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Policies;
using Cloakroom.Tests.Stores;

namespace Cloakroom.Tests.Faults;

/// <summary>The wall clock set back and forth by an hour in the midst of an incident.</summary>
public sealed class ClockStepTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ManualClock _clock = new();
    private readonly FaultyStore _store;

    public ClockStepTests() => _store = new FaultyStore(new InMemoryStore(_clock));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Report_SamePairAfterAStep_IsRecordedOnceAMinuteAsBefore(int hours)
    {
        using var node = new JournalNode(_store, _clock);
        await node.ReportAsync(1, 1);
        _clock.Step(hours * Hour);
        await node.ReportAsync(1, 1);
        (await ReadAsync()).Count.ShouldBe(1, "no minute has passed");

        _clock.Advance(TimeSpan.FromSeconds(61));
        await node.ReportAsync(1, 1);

        (await ReadAsync()).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Report_PastTheLimitsAndThenAStep_HasRoomAfterAMinuteAsBefore(int hours)
    {
        using var node = new JournalNode(_store, _clock);
        for (var i = 0; i < 2_001; i++) await node.ReportAsync(i, i);
        node.Mixups.Waiting.ShouldBe(1);
        _clock.Step(hours * Hour);
        await node.ReportAsync(5_000, 1);
        node.Mixups.Waiting.ShouldBe(2, "no minute has passed");

        _clock.Advance(TimeSpan.FromSeconds(61));
        await node.ReportAsync(5_001, 1);

        node.Mixups.Waiting.ShouldBe(2);
        (await ReadAsync()).Count.ShouldBe(2_001);
    }

    [Fact]
    public async Task Report_StepsBackAndForth_AreAsManyIncidentsAsThereAreTimesAndNoStormOfAlerts()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var node = await new AlertNode(_store, _clock, AlertSamples.Webhook(receiver.Url)).StartAsync();
        for (var i = 0; i < 60; i++)
        {
            await node.ReportAsync(i);
            _clock.Step(i % 2 == 0 ? Hour : -Hour);
        }

        await DeliveredAsync(4);
        for (var i = 0; i < 20; i++)
        {
            _clock.Step(i % 2 == 0 ? Hour : -Hour);
            await PollAsync();
        }

        (await _store.ReadIncidentsAsync(10, Ct)).Select(incident => incident.Mixups).ShouldBe([30, 30]);
        (await _store.ReadAlertsAsync(null, null, 100, Ct)).ShouldAllBe(delivery => delivery.State == AlertState.Delivered);
        receiver.Requests.Select(request => request.Id).Distinct().Count().ShouldBe(4, "each was opened and had ten");
        receiver.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Send_ToOneThatAnswers500WhileTheClockIsSetBackAndForth_NeitherHangsNorStorms()
    {
        const int Steps = 8;
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.AnswerWith(500);
        await using var node = await new AlertNode(_store, _clock, AlertSamples.Webhook(receiver.Url)).StartAsync();
        await node.ReportAsync();
        await Eventually.TrueAsync(() => receiver.Requests.Count >= 1);
        for (var i = 0; i < Steps; i++)
        {
            _clock.Step(i % 2 == 0 ? Hour : -Hour);
            await PollAsync();
            await PollAsync();
        }

        receiver.Requests.Count.ShouldBeLessThanOrEqualTo((2 * Steps) + 2);
        receiver.Answer = _ => Task.CompletedTask;
        var before = _clock.GetTimestamp();
        await Eventually.TrueAsync(async () =>
        {
            await PollAsync();
            return (await _store.ReadAlertsAsync(null, null, 10, Ct)).Single().State == AlertState.Delivered;
        });
        _clock.GetElapsedTime(before).ShouldBeLessThan(TimeSpan.FromMinutes(16), "no later than its backoff");
    }

    [Fact]
    public async Task Quarantine_ClockSetBack_StaysAndActsOnce()
    {
        using var node = new PolicyNode(_store, _clock, policies => policies.Quarantine.Mode = PolicyMode.Act);
        (await node.ReportAsync("alice")).ShouldBeFalse("the first is what is counted");
        for (var i = 0; i < 6; i++)
        {
            _clock.Step(i % 2 == 0 ? -Hour : Hour);
            await node.Policies.LookAsync();
            if (i % 2 == 1) (await node.ReportAsync($"person {i}")).ShouldBeTrue();
        }

        var incident = (await _store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();
        (await _store.FindIncidentAsync(incident.Id, Ct))!.Actions.Count(action => action.Policy == Policy.Quarantine).ShouldBe(1);
        incident.Exposed.ShouldBe(1);
    }

    private ValueTask<IReadOnlyList<Mixup>> ReadAsync() => _store.ReadMixupsAsync(DateTimeOffset.UnixEpoch, 10_000, Ct);

    private Task DeliveredAsync(int count) => Eventually.TrueAsync(async () =>
    {
        await PollAsync();
        return (await _store.ReadAlertsAsync(AlertState.Delivered, null, 100, Ct)).Count == count;
    });

    /// <summary>Lets a second pass and the lane look again, or go on with what it is about: an attempt that is under way must not run out of time by that.</summary>
    private async Task PollAsync()
    {
        var before = _store.Calls(StoreMethods.LeaseAlerts);
        _clock.Advance(AlertLane.Interval);
        for (var i = 0; i < 200 && _store.Calls(StoreMethods.LeaseAlerts) == before; i++) await Task.Delay(2, Ct);
    }
}
