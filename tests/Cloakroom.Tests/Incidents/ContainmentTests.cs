using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;

namespace Cloakroom.Tests.Incidents;

/// <summary>A leak through a real host, contained: those whose session got elsewhere sign in again, and nobody else notices.</summary>
public sealed class ContainmentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task End_LeakThatGoesOn_EndsTheOwnersSessionAloneAndOnce()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        var carol = await app.Browse().SignInAsync("carol");
        var own = bob.Cookies[Browser.Token];
        bob.Copy(alice, Browser.Token);
        (await bob.BodyAsync("/me")).ShouldBe("alice", "the leak: red without containment");
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        (await bob.BodyAsync("/me")).ShouldBe("alice");

        var (scope, ended) = await ContainAsync(app);

        (scope.Involved.Count, scope.Unnamed, ended.Ended, ended.AlreadyOver).ShouldBe((1, 0, 1, 0));
        (await bob.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        (await alice.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        (await alice.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
        (await carol.BodyAsync("/me")).ShouldBe("carol");
        bob.Cookies[Browser.Token] = own;
        (await bob.BodyAsync("/me")).ShouldBe("bob", "who got another's cookie is innocent");
        var line = (await app.Control.GetHistoryAsync(10, Ct)).ShouldHaveSingleItem();
        (line.Action, line.By, line.Why).ShouldBe(($"contain incident {scope.IncidentId}, sessions ended: 1", "ann", "a leak"));

        await alice.SignInAsync("alice");
        (await ContainAsync(app)).Ended.ShouldBe(new SessionsEnded(0, 1, 0));
        (await alice.BodyAsync("/me")).ShouldBe("alice");
        (await app.Control.GetHistoryAsync(10, Ct)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task End_OwnerThatOnlyUsesKnow_IsEndedToo()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        var id = await alice.BodyAsync("/id");
        await app.Store.AppendMixupAsync(Mixup(app, MixupParty.Unknown), Ct);
        var at = app.Clock.GetUtcNow();
        await app.Store.AppendUsesAsync(1, [new Use(new UseKey(PublicId.BitsOf(id), 0, UseRoute.Dynamic, IsForeign: true), at, at, 1, 0, [])], Ct);

        (await ContainAsync(app)).Ended.Ended.ShouldBe(1);

        (await alice.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        (await bob.BodyAsync("/me")).ShouldBe("bob");
    }

    [Fact]
    public async Task End_OpenedByHand_IsAboutItsInterval()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        await app.Store.AppendMixupAsync(Mixup(app, new MixupParty("alice", await alice.BodyAsync("/id"))), Ct);
        await app.Store.AppendMixupAsync(Mixup(app, new MixupParty("bob", await bob.BodyAsync("/id")), minutes: 20), Ct);
        var now = app.Clock.GetUtcNow();
        await app.Store.OpenIncidentAsync("by-hand", now, new IncidentOpening(now.AddMinutes(-1), now.AddMinutes(1), "ann", "a user wrote in"), Ct);

        (await ContainAsync(app, "by-hand")).Ended.Ended.ShouldBe(1);

        (await alice.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        (await bob.BodyAsync("/me")).ShouldBe("bob");
    }

    [Fact]
    public async Task End_StoreFailsMidway_IsRepeatedAndEndsTheRest()
    {
        var store = new FaultyStore(new InMemoryStore());
        for (var i = 0; i < 600; i++) await store.CreateAsync(SampleRecords.Create(i, $"user{i}"), SessionCreation.Plain, Ct);
        await using var app = await StartAsync(store);
        for (var i = 0; i < 600; i++) await store.AppendMixupAsync(Mixup(app, new MixupParty($"user{i}", SampleRecords.Id(i))), Ct);
        store.On(StoreMethods.EndInvolved, Fault.Error, times: 1, after: 1);

        await Should.ThrowAsync<CloakroomException>(() => ContainAsync(app));

        (await ContainAsync(app)).Ended.ShouldBe(new SessionsEnded(100, 500, 0));
    }

    [Fact]
    public async Task FindInvolved_NoSuchIncident_IsNull()
    {
        await using var app = await StartAsync();
        (await app.Get<Containment>().FindInvolvedAsync("another", Ct)).ShouldBeNull();
    }

    private static async Task<(ContainmentScope Scope, SessionsEnded Ended)> ContainAsync(TestApp app, string? id = null)
    {
        var containment = app.Get<Containment>();
        id ??= (await app.Store.ReadIncidentsAsync(1, Ct))[0].Id;
        var scope = (await containment.FindInvolvedAsync(id, Ct)).ShouldNotBeNull();
        var ended = await containment.EndAsync(scope, "ann", "a leak", Ct);
        return (scope, ended);
    }

    private static Mixup Mixup(TestApp app, MixupParty owner, int minutes = 0) => new()
    {
        Id = PublicId.Create(),
        Kind = MixupKind.ForeignBinding,
        At = app.Clock.GetUtcNow().AddMinutes(minutes),
        Disposition = MixupDisposition.Blocked,
        Owner = owner,
    };

    private static Task<TestApp> StartAsync(FaultyStore? store = null) => TestApp.StartAsync(setup =>
    {
        setup.Store = store;
        setup.Options = options =>
        {
            options.Rules.ForeignBinding = RuleMode.Observe;
            options.Policies.Quarantine.Mode = PolicyMode.Off;
        };
    });
}
