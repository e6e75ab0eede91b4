using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Tests.Uses;

/// <summary>What the library notes of requests.</summary>
public sealed class UsesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_OwnSession_IsAUseByItsOwner(bool nearCache)
    {
        await using var app = await TestApp.StartAsync(setup => setup.Options = options => options.NearCache.Enabled = nearCache);
        var alice = await app.Browse().SignInAsync("alice");
        var id = PublicId.BitsOf(await alice.BodyAsync("/id"));
        await alice.BodyAsync("/me");
        await alice.PostAsync("/data/basket/apples");
        await app.Browse().BodyAsync("/me");

        var use = (await UsesAsync(app, id)).ShouldHaveSingleItem();

        use.Key.ShouldBe(new UseKey(id, id, UseRoute.Dynamic, IsForeign: false));
        (use.Count, use.UnsafeCount).ShouldBe((3, 1));
    }

    [Fact]
    public async Task Request_ForeignSessionObserved_IsAUseByThePresenter()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Options = options =>
            (options.Rules.ForeignBinding, options.Policies.Quarantine.Mode) = (RuleMode.Observe, PolicyMode.Off));
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        var (aliceId, bobId) = (PublicId.BitsOf(await alice.BodyAsync("/id")), PublicId.BitsOf(await bob.BodyAsync("/id")));
        bob.Copy(alice, Browser.Token);
        (await bob.BodyAsync("/me")).ShouldBe("alice");
        (await bob.BodyAsync("/me")).ShouldBe("alice");
        await app.Get<UseJournal>().WriteAsync();

        var foreign = (await app.Store.ReadForeignUsesAsync(DateTimeOffset.UnixEpoch, app.Clock.GetUtcNow(), 10, Ct)).ShouldHaveSingleItem();

        foreign.Key.ShouldBe(new UseKey(aliceId, bobId, UseRoute.Dynamic, IsForeign: true));
        foreign.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Request_ForeignSessionBlocked_IsNoUse()
    {
        await using var app = await TestApp.StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        var id = PublicId.BitsOf(await alice.BodyAsync("/id"));
        bob.Copy(alice, Browser.Token);
        (await bob.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);

        (await UsesAsync(app, id)).ShouldHaveSingleItem().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Stop_WhatWasUsed_IsInTheStore()
    {
        var app = await TestApp.StartAsync();
        var store = app.Store;
        var alice = await app.Browse().SignInAsync("alice");
        await alice.BodyAsync("/me");

        await app.DisposeAsync();

        (await store.CountUsesAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100), Ct)).ShouldBe(new UseTotals(1, 1));
    }

    private static async Task<IReadOnlyList<Use>> UsesAsync(TestApp app, UInt128 session)
    {
        await app.Get<UseJournal>().WriteAsync();
        return await app.Store.ReadUsesAsync([session], DateTimeOffset.UnixEpoch, app.Clock.GetUtcNow(), 100, Ct);
    }
}
