using System.Net;
using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloakroom.Tests.Control;

/// <summary>A node whose store mixes sessions up stops signing people in (invariant I12).</summary>
public sealed class CanaryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_HealthyStore_HasSung()
    {
        await using var app = await TestApp.StartAsync();

        app.Get<Canary>().LastResult.ShouldBe(CanaryResult.Right);
        (await HealthAsync(app)).ShouldBe("cloakroom-alerts Healthy, cloakroom-canary Healthy, cloakroom-store Healthy");
    }

    [Theory]
    [InlineData("constant")]
    [InlineData("wrong")]
    [InlineData("missing")]
    [InlineData("truncated")]
    public async Task Run_StoreAnswersWrong_ClosesSignInUntilThreeRightRuns(string fault)
    {
        await using var app = await TestApp.StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var record = await Http.ForeignRecordTests.RecordOf(app, alice);
        app.Store.On(StoreMethods.Read, fault switch
        {
            "constant" => Fault.ConstantRecord(record),
            "wrong" => Fault.WrongRecord(record.Key),
            "missing" => Fault.NoRecord,
            _ => Fault.Truncate(RecordPart.Payload, 30),
        });

        (await app.Get<Canary>().RunAsync(Ct)).ShouldBe(CanaryResult.Wrong);

        app.Mixups.Of(MixupKind.Canary).ShouldHaveSingleItem().Disposition.ShouldBe(MixupDisposition.Blocked);
        (await HealthAsync(app)).ShouldContain("cloakroom-canary Unhealthy");
        app.Store.Heal();
        for (var i = 0; i < 3; i++)
        {
            (await app.Browse().PostAsync("/sign-in/bob")).ShouldBeUnavailable();
            (await alice.BodyAsync("/me")).ShouldBe("alice");
            (await app.Get<Canary>().RunAsync(Ct)).ShouldBe(CanaryResult.Right);
        }

        await app.Browse().SignInAsync("bob");
        (await HealthAsync(app)).ShouldBe("cloakroom-alerts Healthy, cloakroom-canary Healthy, cloakroom-store Healthy");
    }

    [Fact]
    public async Task Run_StoreWrongNowAndThen_DoesNotReopenBetween()
    {
        await using var app = await TestApp.StartAsync();
        var canary = app.Get<Canary>();
        for (var i = 0; i < 3; i++)
        {
            app.Store.On(StoreMethods.Read, Fault.NoRecord, times: 1);
            (await canary.RunAsync(Ct)).ShouldBe(CanaryResult.Wrong);
            (await canary.RunAsync(Ct)).ShouldBe(CanaryResult.Right);
            (await canary.RunAsync(Ct)).ShouldBe(CanaryResult.Right);
        }

        (await app.Browse().PostAsync("/sign-in/bob")).ShouldBeUnavailable();
    }

    [Fact]
    public async Task Run_StoreDown_IsUnavailableAndClosesNothing()
    {
        await using var app = await TestApp.StartAsync();
        app.Store.On(StoreMethods.Read, Fault.Error);

        (await app.Get<Canary>().RunAsync(Ct)).ShouldBe(CanaryResult.Unavailable);

        app.Get<CanaryGate>().IsSignInAllowed.ShouldBeTrue();
        app.Mixups.All.ShouldBeEmpty();
        (await HealthAsync(app)).ShouldContain("cloakroom-canary Degraded");
    }

    [Fact]
    public async Task Run_WrongButObserved_ReportsAndLeavesSignInOpen()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Options = options => options.Rules.Canary = RuleMode.Observe);
        app.Store.On(StoreMethods.Read, Fault.NoRecord, times: 1);

        (await app.Get<Canary>().RunAsync(Ct)).ShouldBe(CanaryResult.Wrong);

        app.Mixups.All.ShouldHaveSingleItem().Disposition.ShouldBe(MixupDisposition.Exposed);
        await app.Browse().SignInAsync("bob");
    }

    [Fact]
    public async Task Interval_Passes_RunsAgain()
    {
        await using var app = await TestApp.StartAsync();
        var canary = app.Get<Canary>();
        var first = canary.LastRun?.At;

        await Eventually.TrueAsync(() =>
        {
            app.Clock.Advance(TimeSpan.FromSeconds(10));
            return canary.LastRun?.At > first;
        });
    }

    [Fact]
    public async Task Start_StoreWrongFromTheStart_NobodySignsIn()
    {
        var store = new FaultyStore(new InMemoryStore()).On(StoreMethods.Read, Fault.NoRecord);
        await using var app = await TestApp.StartAsync(setup => setup.Store = store);

        (await app.Browse().PostAsync("/sign-in/alice")).ShouldBeUnavailable();
        (await app.Browse().BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
    }

    [Fact]
    public async Task Start_StoreDown_StartsAndServesAnonymousRequests()
    {
        var store = new FaultyStore(new InMemoryStore()).On(StoreMethods.All, Fault.Error);
        await using var app = await TestApp.StartAsync(setup => setup.Store = store);

        (await app.Browse().BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        (await HealthAsync(app)).ShouldBe("cloakroom-alerts Healthy, cloakroom-canary Degraded, cloakroom-store Unhealthy");
        store.Heal();
        await app.Browse().SignInAsync("alice");
    }

    [Fact]
    public async Task Health_ModeNotOpenOrMixupsLost_IsDegraded()
    {
        await using var app = await TestApp.StartAsync();
        await app.Control.SetModeAsync(CloakroomMode.SignInClosed, "x", "y", Ct);
        (await HealthAsync(app)).ShouldContain("cloakroom-store Degraded");
        await app.Control.SetModeAsync(CloakroomMode.Open, "x", "y", Ct);
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.AppendMixup, Fault.Error);
        await app.Browse().Copy(alice, Browser.Token).GetAsync("/me");

        (await HealthAsync(app)).ShouldContain("cloakroom-store Degraded");
    }

    private static async Task<string> HealthAsync(TestApp app)
    {
        var report = await app.Get<HealthCheckService>().CheckHealthAsync(Ct);
        return string.Join(", ", report.Entries.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key} {entry.Value.Status}"));
    }
}
