using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Cloakroom.Tests.Control;

/// <summary>The Data Protection key ring rotates, loses keys and revokes them.</summary>
public sealed class KeyRingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rotate_InTheMiddleOfTraffic_NoRequestFailsAndOldSessionsOpen()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Options = options => options.NearCache.Enabled = false);
        var keys = app.Get<IKeyManager>();
        using var stop = new CancellationTokenSource();
        var old = await app.Browse().SignInAsync("old");
        var users = Enumerable.Range(0, 4).Select(async i =>
        {
            var rounds = 0;
            do
            {
                var browser = await app.Browse().SignInAsync("user" + i);
                (await browser.BodyAsync("/me")).ShouldBe("user" + i);
                await browser.PostAsync($"/data/k/{rounds}");
                await browser.PostAsync("/rotate");
                (await browser.BodyAsync("/data/k")).ShouldBe($"{rounds}");
                (await old.BodyAsync("/me")).ShouldBe("old");
                rounds++;
            }
            while (!stop.IsCancellationRequested && rounds < 10_000);
            return rounds;
        }).ToArray();

        var before = await ServerKeyOf(app, old);
        for (var i = 0; i < 3; i++)
        {
            var last = await ServerKeyOf(app, await app.Browse().SignInAsync("new"));
            keys.CreateNewKey(Now(), Now().AddDays(90));
            // The ring refreshes in the background; new records take the newest key once it has.
            await Eventually.TrueAsync(async () => await ServerKeyOf(app, await app.Browse().SignInAsync("new")) != last);
            (await old.BodyAsync("/me")).ShouldBe("old");
        }

        await stop.CancelAsync();
        (await Task.WhenAll(users)).ShouldAllBe(rounds => rounds > 0);
        (await old.BodyAsync("/me")).ShouldBe("old");
        (await ServerKeyOf(app, old)).ShouldBe(before);
        app.Mixups.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task Revoke_TheKey_EndsItsSessions()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Options = options => options.NearCache.Enabled = false);
        var alice = await app.Browse().SignInAsync("alice");
        var keys = app.Get<IKeyManager>();

        keys.RevokeAllKeys(Now(), "the key directory was public");
        keys.CreateNewKey(Now().AddSeconds(-1), Now().AddDays(90));

        await Eventually.TrueAsync(async () => await alice.BodyAsync("/outcome") == nameof(SessionOutcome.Revoked));
        app.Mixups.All.ShouldBeEmpty();
        await alice.SignInAsync("alice");
    }

    [Fact]
    public async Task Lose_TheKeyRing_Is503UntilRevokeAllEndsWhatItLeftBehind()
    {
        var store = new FaultyStore(new InMemoryStore());
        Browser alice;
        await using (var before = await TestApp.StartAsync(setup => setup.Store = store))
            alice = await before.Browse().SignInAsync("alice");
        await using var app = await TestApp.StartAsync(setup => setup.Store = store);
        var returning = app.Browse().Copy(alice);

        (await returning.GetAsync("/me")).ShouldBeUnavailable();
        app.Mixups.All.ShouldBeEmpty();
        await app.Control.RevokeAllAsync("operator", "key ring lost", Ct);

        (await returning.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
        await returning.SignInAsync("alice");
        (await returning.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task Share_TheKeyRing_SessionsOfOneNodeOpenOnAnother()
    {
        var store = new FaultyStore(new InMemoryStore());
        var keys = new InMemoryKeyRepository();
        await using var a = await TestApp.StartAsync(setup => (setup.Store, setup.Keys) = (store, keys));
        var alice = await a.Browse().SignInAsync("alice");
        await using var b = await TestApp.StartAsync(setup => (setup.Store, setup.Keys) = (store, keys));

        (await b.Browse().Copy(alice).BodyAsync("/me")).ShouldBe("alice");
    }

    // The key ring lives in real time.
    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private static async Task<Guid> ServerKeyOf(TestApp app, Browser browser) =>
        new((await Http.ForeignRecordTests.RecordOf(app, browser)).ServerKey.AsSpan(4, 16));
}
