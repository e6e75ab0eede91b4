using Cloakroom.Alerts;
using Cloakroom.Alerts.Sending;
using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloakroom.Tests.Alerts;

/// <summary>From a mix-up to the receiver, whatever goes wrong on the way.</summary>
public sealed class AlertSenderTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly FaultyStore _store;
    private WebhookReceiver _receiver = null!;

    public AlertSenderTests() => _store = new FaultyStore(new InMemoryStore(_clock));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _clock.GetUtcNow().TruncateToMilliseconds();

    public async ValueTask InitializeAsync() => _receiver = await WebhookReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task Report_FirstOfAnIncident_IsToldAtOnceAndAfterItIsDurable()
    {
        var inStore = 0;
        await using var node = await NodeAsync();
        _receiver.Answer = async context =>
        {
            inStore = (await _store.ReadIncidentsAsync(10, Ct)).Count;
            context.Response.StatusCode = 204;
        };

        await node.ReportAsync();
        // The clock stands still: no polling has helped.
        await Eventually.TrueAsync(() => Delivered().ContinueWith(totals => totals.Result == 1));

        inStore.ShouldBe(1);
        var incident = (await _store.ReadIncidentsAsync(10, Ct)).Single();
        _receiver.Requests.ShouldHaveSingleItem().Id.ShouldBe(AlertEvents.IdOf(incident.Id, AlertEventKind.Opened));
    }

    [Fact]
    public async Task Report_AStorm_IsOneIncidentAndAHandfulOfAlerts()
    {
        await using var node = await NodeAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 1_500), async (i, _) => await node.ReportAsync(i));
        await Eventually.TrueAsync(() => _receiver.Requests.Count >= 4);

        (await _store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem().Mixups.ShouldBe(1_500);
        await Eventually.TrueAsync(() => Delivered().ContinueWith(totals => totals.Result == 4));
        _receiver.Requests.Select(request => request.Json.GetProperty("type").GetString()).ShouldBe(
            ["incident.opened", "incident.escalated", "incident.escalated", "incident.escalated"]);
    }

    [Fact]
    public async Task Report_ByAProcessThatDiesAtOnce_IsToldByTheNextOne()
    {
        await using (var node = new AlertNode(_store, _clock, Webhook()))
        {
            await node.ReportAsync();
        }

        _receiver.Requests.ShouldBeEmpty();
        await using var next = await NodeAsync();

        await Eventually.TrueAsync(() => _receiver.Requests.Count == 1);
    }

    [Fact]
    public async Task Send_ByAProcessThatDiesWhileItSends_IsToldAgainUnderTheSameId()
    {
        _receiver.Hang();
        await using (var dying = await NodeAsync())
        {
            await dying.ReportAsync();
            await Eventually.TrueAsync(() => _receiver.Requests.Count == 1);
            // As when it is killed: it cannot write down anything more.
            _store.On(StoreMethods.SettleAlert, Fault.Error);
        }

        _store.Heal();
        _receiver.Answer = _ => Task.CompletedTask;
        await using var next = await NodeAsync();
        _clock.Advance(AlertLane.LeaseTime - TimeSpan.FromSeconds(10));
        await PollsAsync(2);
        _receiver.Requests.Count.ShouldBe(1, "it might still be about it");

        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _receiver.Requests.Count == 2);

        _receiver.Requests.Select(request => request.Id).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Stop_WhileItSends_LeavesItToOthersAtOnce()
    {
        _receiver.Hang();
        await using (var stopping = await NodeAsync())
        {
            await stopping.ReportAsync();
            await Eventually.TrueAsync(() => _receiver.Requests.Count == 1);
        }

        _receiver.Answer = _ => Task.CompletedTask;
        await using var next = await NodeAsync();

        await Eventually.TrueAsync(() => _receiver.Requests.Count == 2);
        (await _store.ReadAlertsAsync(null, null, 10, Ct)).Single().Attempts.ShouldBeLessThanOrEqualTo(1, "the one that was not finished does not count");
    }

    [Fact]
    public async Task Send_ToOneThatHangs_HoldsUpNeitherOthersNorRequests()
    {
        await using var other = await WebhookReceiver.StartAsync();
        _receiver.Hang();
        await using var node = await NodeAsync(Webhook(), AlertSamples.Webhook(other.Url, "other"));

        for (var i = 0; i < 20; i++) await node.ReportAsync(i, (MixupKind)(i % 9));

        await Eventually.TrueAsync(() => other.Requests.Count == 9);
        _receiver.Requests.Count.ShouldBeLessThanOrEqualTo(4);
        (await _store.CountAlertsAsync(Now, Ct)).Single(totals => totals.Destination == "ops").Delivered.ShouldBe(0);
    }

    [Fact]
    public async Task Send_ToOneThatAnswers500ForADay_IsGivenUpThenAndDeliveredOnRetry()
    {
        _receiver.AnswerWith(500, "broken");
        await using var node = await NodeAsync();
        await node.ReportAsync();
        await Eventually.TrueAsync(() => _receiver.Requests.Count == 1);
        await Eventually.TrueAsync(async () => (await One()).Attempts == 1);
        ((await One()).NextAt - Now).TotalSeconds.ShouldBeInRange(0.8, 1.2);
        (await HealthAsync(node)).Status.ShouldBe(HealthStatus.Healthy);

        await PassAsync(TimeSpan.FromHours(1));
        (await HealthAsync(node)).Description!.ShouldContain("takes nothing since");
        await PassAsync(TimeSpan.FromHours(23) + TimeSpan.FromMinutes(30));

        var dead = await One();
        (dead.State, dead.Answer).ShouldBe((AlertState.Dead, "500 Internal Server Error: broken"));
        dead.Attempts.ShouldBeInRange(90, 140);
        _receiver.Requests.Count.ShouldBe(dead.Attempts);
        node.Log.ShouldContain(line => line.Id == 82);
        var health = await HealthAsync(node);
        (health.Status, health.Data["ops:dead"]).ShouldBe((HealthStatus.Degraded, 1));
        await PassAsync(TimeSpan.FromHours(1));
        _receiver.Requests.Count.ShouldBe(dead.Attempts, "given up is given up");

        _receiver.Answer = _ => Task.CompletedTask;
        (await _store.RetryAlertsAsync(null, new ControlEntry(Now, "alert retry", "ann", "mended"), Ct)).ShouldBe(1);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _receiver.Requests.Count == dead.Attempts + 1);
        await Eventually.TrueAsync(async () => (await One()).State == AlertState.Delivered);
        _receiver.Requests.Select(request => request.Id).Distinct().ShouldHaveSingleItem();
        foreach (var line in node.Log) line.Text.ShouldNotContain("very-secret-path");
    }

    [Fact]
    public async Task Send_RefusedForGood_IsGivenUpAtOnceAndTheNextIsTried()
    {
        _receiver.AnswerWith(410);
        await using var node = await NodeAsync();
        await node.ReportAsync();
        await Eventually.TrueAsync(async () => (await One()).State == AlertState.Dead);

        _receiver.Answer = _ => Task.CompletedTask;
        var incident = (await _store.ReadIncidentsAsync(1, Ct)).Single();
        await _store.CloseIncidentAsync(incident.Id, new IncidentClosing(Now, "ann", "over"), Ct);
        // Closed by another process: found by looking.
        await AdvanceUntilAsync(AlertLane.Interval, () => _receiver.Requests.Count == 2);

        _receiver.Requests[1].Json.GetProperty("type").GetString().ShouldBe("incident.closed");
    }

    [Fact]
    public async Task Send_RetryAfter_IsHonouredUpToAQuarterOfAnHour()
    {
        _receiver.AnswerWith(429, head: headers => headers.RetryAfter = "300");
        await using var node = await NodeAsync();
        await node.ReportAsync();
        await Eventually.TrueAsync(async () => (await One()).Attempts == 1);
        ((await One()).NextAt - Now).ShouldBe(TimeSpan.FromMinutes(5));

        AlertBackoff.After(1, TimeSpan.FromDays(1)).ShouldBe(AlertBackoff.Max);
        AlertBackoff.After(10_000, null).ShouldBeInRange(TimeSpan.FromMinutes(12), AlertBackoff.Max);
    }

    [Fact]
    public async Task Send_AfterTheClockWasSetBackAnHour_GoesOn()
    {
        _receiver.AnswerWith(503);
        await using var node = await NodeAsync();
        await node.ReportAsync();
        await Eventually.TrueAsync(async () => (await One()).Attempts == 1);

        _clock.Step(TimeSpan.FromHours(-1));
        _receiver.Answer = _ => Task.CompletedTask;

        await AdvanceUntilAsync(AlertLane.Interval, () => _receiver.Requests.Count == 2);
    }

    [Fact]
    public async Task Send_WhileTheStoreIsDown_IsMadeUpFor()
    {
        await using var node = await NodeAsync();
        await PollsAsync(1);
        _store.On(StoreMethods.LeaseAlerts, Fault.Error);
        await node.ReportAsync();
        for (var i = 0; i < 60; i++) _clock.Advance(TimeSpan.FromSeconds(1));
        _receiver.Requests.ShouldBeEmpty();

        _store.Heal();

        await AdvanceUntilAsync(AlertLane.Interval, () => _receiver.Requests.Count == 1);
    }

    [Fact]
    public async Task Send_MutedKindsAndUnwantedEvents_AreNotTold()
    {
        var options = Webhook();
        options.Mute.Add("Cookie-To-Static");
        options.Escalations = options.Closings = false;
        await using var node = await NodeAsync(options);
        await node.ReportAsync(1, MixupKind.CookieToStatic);
        for (var i = 0; i < 10; i++) await node.ReportAsync(i);
        foreach (var incident in await _store.ReadIncidentsAsync(10, Ct)) await _store.CloseIncidentAsync(incident.Id, new IncidentClosing(Now, "ann", "over"), Ct);

        // The clock stands still while it is told. What is unwanted would be told when the lanes look again.
        await Eventually.TrueAsync(async () => (await _store.CountAlertsAsync(Now, Ct)).SingleOrDefault() is { Pending: 0, Delivered: 1 });
        await PollsAsync(3);

        _receiver.Requests.ShouldHaveSingleItem().Json.GetProperty("data").GetProperty("incident").GetProperty("kind").GetString().ShouldBe("foreign-binding");
    }

    [Fact]
    public async Task Alertmanager_WhileOpen_IsToldAgainEveryMinuteAndNotAfterwards()
    {
        await using var node = await NodeAsync(new AlertDestinationOptions { Name = "am", Kind = AlertDestinationKind.Alertmanager, Url = _receiver.Url });
        await PollsAsync(1);
        await node.ReportAsync();
        await Eventually.TrueAsync(() => _receiver.Requests.Count == 1);
        await SettledAsync();
        await AdvanceUntilAsync(TimeSpan.FromSeconds(10), () => _receiver.Requests.Count == 3);
        _receiver.Requests.Select(request => request.Json[0].GetProperty("labels").GetRawText()).Distinct().ShouldHaveSingleItem();

        var incident = (await _store.ReadIncidentsAsync(1, Ct)).Single();
        await _store.CloseIncidentAsync(incident.Id, new IncidentClosing(Now, "ann", "over"), Ct);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _receiver.Requests.Any(request => request.Json[0].TryGetProperty("endsAt", out _)));
        await SettledAsync();
        var told = _receiver.Requests.Count;
        for (var i = 0; i < 30; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await PollsAsync(1);
        }

        _receiver.Requests.Count.ShouldBe(told);
        _receiver.Requests[^1].Json[0].TryGetProperty("endsAt", out _).ShouldBeTrue();
    }

    private async Task<AlertNode> NodeAsync(params AlertDestinationOptions[] destinations) =>
        await new AlertNode(_store, _clock, destinations is [] ? [Webhook()] : destinations).StartAsync();

    private AlertDestinationOptions Webhook() => AlertSamples.Webhook(_receiver.Url);

    private async Task<AlertDelivery> One() => await _store.ReadAlertsAsync(null, null, 100, Ct) is [.., var oldest] ? oldest
        : new AlertDelivery { Event = AlertSamples.Opened, Destination = "", State = AlertState.Pending, PlannedAt = default };

    private async Task<int> Delivered() => (await _store.CountAlertsAsync(Now, Ct)).Sum(totals => totals.Delivered);

    private async Task<HealthCheckResult> HealthAsync(AlertNode node) =>
        await new AlertHealthCheck(_store, node.Calls, node.Options, _clock).CheckHealthAsync(new HealthCheckContext(), Ct);

    /// <summary>Waits until the lanes have looked again.</summary>
    private async Task PollsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var before = _store.Calls(StoreMethods.LeaseAlerts);
            await Eventually.TrueAsync(() =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(100));
                return _store.Calls(StoreMethods.LeaseAlerts) > before;
            });
        }
    }

    /// <summary>Moves the clock step by step, and gives lanes the time to do what is due then: an attempt that is under way must not run out of time by that.</summary>
    private Task AdvanceUntilAsync(TimeSpan step, Func<bool> condition) => Eventually.TrueAsync(async () =>
    {
        if (condition())
            return true;
        var before = _store.Calls(StoreMethods.LeaseAlerts);
        _clock.Advance(step);
        for (var i = 0; i < 100 && _store.Calls(StoreMethods.LeaseAlerts) == before && !condition(); i++)
            await Task.Delay(2, Ct);
        return condition();
    });

    /// <summary>Waits until answers are written down: what is under way when the clock moves by ten seconds has had none in time, and is sent again.</summary>
    private Task SettledAsync() => Eventually.TrueAsync(async () => (await _store.ReadAlertsAsync(AlertState.Pending, null, 1, Ct)).Count == 0);

    /// <summary>Lets time pass no faster than attempts are made.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        for (var end = Now + time; Now < end;)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            var delivery = await One();
            if (delivery.State == AlertState.Pending && delivery.NextAt <= Now)
            {
                await Eventually.TrueAsync(async () =>
                {
                    _clock.Advance(TimeSpan.FromMilliseconds(10));
                    return (await One()) is var now && (now.Attempts > delivery.Attempts || now.State != AlertState.Pending);
                });
            }
        }
    }
}
