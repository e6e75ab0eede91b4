using System.Net;
using Cloakroom.Control;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;

namespace Cloakroom.Tests.Control;

public sealed class RevocationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ways => ["session", "subject", "tenant", "all", "sign-out", "end-all"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Revoke_OnOneNode_IsInForceOnTheOtherWithinASecond(string way)
    {
        var (store, keys, clock) = Shared();
        await using var a = await StartAsync(store, keys, clock);
        await using var b = await StartAsync(store, keys, clock);
        var victim = await a.Browse().SignInAsync("alice", "?tenant=acme");
        var bystander = await a.Browse().SignInAsync("bob", "?tenant=other");
        var (onB, bystanderOnB) = (b.Browse().Copy(victim), b.Browse().Copy(bystander));
        (await onB.BodyAsync("/me")).ShouldBe("alice");
        (await bystanderOnB.BodyAsync("/me")).ShouldBe("bob");
        var reads = store.Calls(StoreMethods.Read);
        (await onB.BodyAsync("/me")).ShouldBe("alice");
        store.Calls(StoreMethods.Read).ShouldBe(reads, "It is warm on B.");

        await RevokeAsync(a, victim, way);

        // B has heard nothing yet and may serve what is warm, but for no longer than a second.
        clock.Advance(TimeSpan.FromSeconds(1.001));
        (await onB.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
        (await bystanderOnB.BodyAsync("/me")).ShouldBe(way == "all" ? TestEndpoints.Nobody : "bob");
        (await a.Browse().Copy(bystander).BodyAsync("/me")).ShouldBe(way == "all" ? TestEndpoints.Nobody : "bob");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Revoke_OnThisNode_IsInForceAtOnce(string way)
    {
        await using var app = await TestApp.StartAsync(setup => setup.Options = options => options.TenantClaimType = "tenant");
        var victim = await app.Browse().SignInAsync("alice", "?tenant=acme");
        var copy = app.Browse().Copy(victim);

        await RevokeAsync(app, victim, way);

        (await copy.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
        await app.Browse().SignInAsync("alice", "?tenant=acme");
    }

    [Theory]
    [InlineData("session")]
    [InlineData("subject")]
    [InlineData("all")]
    public async Task Revoke_StoreFails_IsReportedAsFailed(string way)
    {
        await using var app = await TestApp.StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var id = await alice.BodyAsync("/id");
        app.Store.On(StoreMethods.RevokeById | StoreMethods.AdvanceEpoch, Fault.Error);

        var failed = await Should.ThrowAsync<CloakroomException>(() => way switch
        {
            "session" => app.Sessions.EndAsync("alice", id, Ct),
            "subject" => app.Control.RevokeSubjectAsync("alice", "x", "y", Ct),
            _ => app.Control.RevokeAllAsync("x", "y", Ct),
        });

        failed.Code.ShouldBe(CloakroomErrorCode.StoreUnavailable);
    }

    [Fact]
    public async Task NearCache_FeedStale_IsPassedOver()
    {
        var (store, keys, clock) = Shared();
        await using var app = await StartAsync(store, keys, clock);
        var alice = await app.Browse().SignInAsync("alice");
        (await alice.BodyAsync("/me")).ShouldBe("alice");
        store.On(StoreMethods.ReadControl, Fault.Error);
        clock.Advance(TimeSpan.FromSeconds(1.001));
        var reads = store.Calls(StoreMethods.Read);

        (await alice.BodyAsync("/me")).ShouldBe("alice");
        store.Calls(StoreMethods.Read).ShouldBe(reads + 1, "Read through to the store.");
        store.On(StoreMethods.Read, Fault.Error);
        (await alice.GetAsync("/me")).ShouldBeUnavailable();
    }

    [Fact]
    public async Task NearCache_FeedBackAgain_IsUsedAgain()
    {
        var (store, keys, clock) = Shared();
        await using var app = await StartAsync(store, keys, clock);
        var alice = await app.Browse().SignInAsync("alice");
        store.On(StoreMethods.ReadControl, Fault.Error, times: 3);
        clock.Advance(TimeSpan.FromSeconds(2));

        await Eventually.TrueAsync(async () =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(250));
            var reads = store.Calls(StoreMethods.Read);
            (await alice.BodyAsync("/me")).ShouldBe("alice");
            return store.Calls(StoreMethods.Read) == reads;
        });
    }

    [Fact]
    public async Task Mode_SetOnOneNode_IsInForceForSignInOnTheOtherAtOnce()
    {
        var (store, keys, clock) = Shared();
        await using var a = await StartAsync(store, keys, clock);
        await using var b = await StartAsync(store, keys, clock);

        await a.Control.SetModeAsync(CloakroomMode.SignInClosed, "x", "y", Ct);

        (await b.Browse().PostAsync("/sign-in/alice")).ShouldBeUnavailable();
    }

    [Fact]
    public async Task Mode_SetOnOneNode_IsInForceForWarmSessionsOnTheOtherWithinASecond()
    {
        var (store, keys, clock) = Shared();
        await using var a = await StartAsync(store, keys, clock);
        await using var b = await StartAsync(store, keys, clock);
        var alice = await b.Browse().SignInAsync("alice");

        await a.Control.SetModeAsync(CloakroomMode.Closed, "x", "y", Ct);
        clock.Advance(TimeSpan.FromSeconds(1.001));

        (await alice.GetAsync("/me")).ShouldBeUnavailable();
    }

    private static async Task RevokeAsync(TestApp app, Browser victim, string way)
    {
        switch (way)
        {
            case "session":
                (await app.Sessions.EndAsync("alice", await victim.BodyAsync("/id"), Ct)).ShouldBeTrue();
                break;
            case "subject":
                await app.Control.RevokeSubjectAsync("alice", "operator", "test", Ct);
                break;
            case "tenant":
                await app.Control.RevokeTenantAsync("acme", "operator", "test", Ct);
                break;
            case "all":
                await app.Control.RevokeAllAsync("operator", "test", Ct);
                break;
            case "end-all":
                await app.Sessions.EndAllAsync("alice", "operator", "test", Ct);
                break;
            default:
                (await victim.PostAsync("/sign-out")).Status.ShouldBe(HttpStatusCode.OK);
                break;
        }
    }

    private static (FaultyStore Store, InMemoryKeyRepository Keys, ManualClock Clock) Shared()
    {
        var clock = new ManualClock();
        return (new FaultyStore(new InMemoryStore(clock)), new InMemoryKeyRepository(), clock);
    }

    private static Task<TestApp> StartAsync(FaultyStore store, InMemoryKeyRepository keys, ManualClock clock) => TestApp.StartAsync(setup =>
    {
        (setup.Store, setup.Keys, setup.Clock) = (store, keys, clock);
        setup.Options = options => options.TenantClaimType = "tenant";
    });
}
