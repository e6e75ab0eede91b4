using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cloakroom.Tests.Http;

/// <summary>A token opens nothing with another binding, and the pair (owner, presenter) is on record before the answer (invariants I4, I10).</summary>
public sealed class ForeignBindingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_TokenOfAnotherWithOwnBinding_IsForeignAndNamesBoth(bool nearCache)
    {
        await using var app = await StartAsync(options => options.NearCache.Enabled = nearCache);
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        var (aliceId, bobId) = (await alice.BodyAsync("/id"), await bob.BodyAsync("/id"));

        // A cache replayed the Set-Cookie of Alice's token to Bob.
        bob.Copy(alice, Browser.Token);

        (await bob.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        (await bob.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Foreign));
        var mixup = (await app.Store.ReadMixupsAsync(DateTimeOffset.MinValue, 10, Ct)).ShouldHaveSingleItem();
        mixup.Kind.ShouldBe(MixupKind.ForeignBinding);
        mixup.Disposition.ShouldBe(MixupDisposition.Blocked);
        mixup.Owner.ShouldBe(new MixupParty("alice", aliceId));
        mixup.Presenter.ShouldBe(new MixupParty("bob", bobId));
        mixup.Route.ShouldBe("/me");
        (await alice.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task Request_TokenWithoutBinding_IsForeign()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var thief = app.Browse().Copy(alice, Browser.Token);

        (await thief.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Foreign));

        var mixup = app.Mixups.All.ShouldHaveSingleItem();
        mixup.Owner.Subject.ShouldBe("alice");
        mixup.Presenter.ShouldBe(MixupParty.Unknown);
    }

    [Fact]
    public async Task Request_BindingWithoutToken_IsMissing()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var thief = app.Browse().Copy(alice, Browser.Binding);

        (await thief.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Missing));
        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_ForeignTokenThenSignIn_LeavesTheOwnersSessionAlone()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        await alice.PostAsync("/data/basket/apples");
        var bob = await app.Browse().SignInAsync("bob");
        bob.Copy(alice, Browser.Token);

        await bob.SignInAsync("bob");

        (await bob.BodyAsync("/me")).ShouldBe("bob");
        (await bob.BodyAsync("/data/basket")).ShouldBe("-");
        (await alice.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task Request_ForeignTokenAndSignOut_DoesNotEndTheOwnersSession()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var thief = app.Browse().Copy(alice, Browser.Token);

        await thief.PostAsync("/sign-out");

        thief.Cookies.ShouldBeEmpty();
        (await alice.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task Request_ForeignBinding_WaitsUntilTheMixupIsDurable()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var thief = app.Browse().Copy(alice, Browser.Token);
        var gate = new TaskCompletionSource();
        app.Store.On(StoreMethods.AppendMixup, Fault.Until(gate.Task));

        var request = thief.GetAsync("/me");
        await Eventually.TrueAsync(() => app.Store.Calls(StoreMethods.AppendMixup) == 1);
        await Task.Yield();
        request.IsCompleted.ShouldBeFalse();
        app.Mixups.All.ShouldBeEmpty();
        gate.SetResult();

        (await request).Body.ShouldBe(TestEndpoints.Nobody);
        app.Mixups.All.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("error")]
    [InlineData("hang")]
    public async Task Request_ForeignBindingWhileTheJournalFails_IsBlockedAndWrittenOnceLater(string fault)
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var thief = app.Browse().Copy(alice, Browser.Token);
        app.Store.On(StoreMethods.AppendMixup, fault == "hang" ? Fault.Hang : Fault.Error);

        var answer = await thief.GetAsync("/me").WithTimePassing(app.Clock, TimeSpan.FromMilliseconds(250));

        answer.Body.ShouldBe(TestEndpoints.Nobody);
        var mixup = app.Mixups.All.ShouldHaveSingleItem();
        app.Get<MixupJournal>().Waiting.ShouldBe(1);
        (await app.Get<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["cloakroom-store"].Description!.ShouldContain("1 mix-ups wait");

        app.Store.Heal();
        await Eventually.TrueAsync(() =>
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            return app.Get<MixupJournal>().Waiting == 0;
        });
        (await app.Store.ReadMixupsAsync(DateTimeOffset.UnixEpoch, 10, TestContext.Current.CancellationToken)).ShouldHaveSingleItem().ShouldBe(mixup);
        app.Get<MixupJournal>().Lost.ShouldBe(0);
    }

    [Fact]
    public async Task Request_ForeignBindingWhilePresenterLookupFails_IsBlockedAllTheSame()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        bob.Copy(alice, Browser.Token);
        app.Store.On(StoreMethods.FindByBinding, Fault.Error);

        (await bob.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);

        app.Mixups.All.ShouldHaveSingleItem().Presenter.ShouldBe(MixupParty.Unknown);
    }

    [Fact]
    public async Task Request_ForeignBindingObserved_GoesOnAndIsReportedAsExposed()
    {
        await using var app = await StartAsync(options => options.Rules.ForeignBinding = RuleMode.Observe);
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        bob.Copy(alice, Browser.Token);

        (await bob.BodyAsync("/me")).ShouldBe("alice");

        var mixup = app.Mixups.All.ShouldHaveSingleItem();
        mixup.Disposition.ShouldBe(MixupDisposition.Exposed);
        mixup.Owner.Subject.ShouldBe("alice");
        mixup.Presenter.Subject.ShouldBe("bob");
    }

    [Fact]
    public async Task Request_ForeignBindingObservedOnARecordSealedUnderBoth_StaysClosed()
    {
        var store = new FaultyStore(new InMemoryStore());
        var keys = new InMemoryKeyRepository();
        Browser alice;
        await using (var strict = await StartAsync(change: setup => (setup.Store, setup.Keys) = (store, keys)))
            alice = await strict.Browse().SignInAsync("alice");
        await using var app = await StartAsync(options => options.Rules.ForeignBinding = RuleMode.Observe, setup => (setup.Store, setup.Keys) = (store, keys));
        var thief = app.Browse().Copy(alice, Browser.Token);
        var owner = app.Browse().Copy(alice);

        (await thief.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        (await owner.BodyAsync("/me")).ShouldBe("alice");
        app.Mixups.All.ShouldHaveSingleItem().Disposition.ShouldBe(MixupDisposition.Blocked);
    }

    [Fact]
    public async Task Request_StockCookieOfAnother_IsTheOther()
    {
        await using var app = await TestApp.StartStockAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");

        bob.Copy(alice);

        (await bob.BodyAsync("/me")).ShouldBe("alice");
    }

    private static Task<TestApp> StartAsync(Action<CloakroomOptions>? options = null, Action<TestSetup>? change = null) => TestApp.StartAsync(setup =>
    {
        setup.Options = options;
        change?.Invoke(setup);
    });
}
