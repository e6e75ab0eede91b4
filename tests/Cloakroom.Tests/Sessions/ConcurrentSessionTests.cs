using System.Net;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Tests.Sessions;

public sealed class ConcurrentSessionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_AtTheLimitEndOldest_EndsTheFirstAndNoOther()
    {
        await using var app = await StartAsync(ConcurrentSessionPolicy.EndOldest);
        var browsers = new List<Browser>();
        for (var i = 0; i < 3; i++)
        {
            browsers.Add(await app.Browse().SignInAsync("alice"));
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        (await browsers[0].BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
        (await browsers[1].BodyAsync("/me")).ShouldBe("alice");
        (await browsers[2].BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task SignIn_AtTheLimitRefuseNew_Is403WithoutCookies()
    {
        await using var app = await StartAsync(ConcurrentSessionPolicy.RefuseNew);
        var first = await app.Browse().SignInAsync("alice");
        await app.Browse().SignInAsync("alice");
        var third = app.Browse();

        var answer = await third.PostAsync("/sign-in/alice");

        answer.Status.ShouldBe(HttpStatusCode.Forbidden);
        answer.SetCookies.ShouldBeEmpty();
        (await first.BodyAsync("/me")).ShouldBe("alice");
        await app.Browse().SignInAsync("bob");
        await first.PostAsync("/sign-out");
        await third.SignInAsync("alice");
    }

    [Fact]
    public async Task SignIn_OverOwnSessionAtTheLimit_MakesItsOwnRoom()
    {
        await using var app = await StartAsync(ConcurrentSessionPolicy.RefuseNew);
        var first = await app.Browse().SignInAsync("alice");
        await app.Browse().SignInAsync("alice");

        await first.SignInAsync("alice");

        (await app.Sessions.ListAsync("alice", Ct)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task List_SeveralSubjects_ShowsOnesOwnOnly()
    {
        await using var app = await TestApp.StartAsync();
        var phone = app.Browse();
        phone.Headers["User-Agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1";
        await phone.SignInAsync("alice");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var laptop = app.Browse();
        laptop.Headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        await laptop.SignInAsync("alice");
        await app.Browse().SignInAsync("bob");

        var sessions = await app.Sessions.ListAsync("alice", Ct);

        sessions.Select(session => session.ClientLabel).ShouldBe(["Firefox on Linux", "Safari on iPhone"]);
        sessions.ShouldAllBe(session => session.Subject == "alice" && session.Id.Length == 22);
    }

    [Fact]
    public async Task End_SessionOfSomebodyElse_DoesNothing()
    {
        await using var app = await TestApp.StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var id = await alice.BodyAsync("/id");

        (await app.Sessions.EndAsync("bob", id, Ct)).ShouldBeFalse();
        (await alice.BodyAsync("/me")).ShouldBe("alice");
        (await app.Sessions.EndAsync("alice", id, Ct)).ShouldBeTrue();
        (await alice.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
        (await app.Sessions.EndAsync("alice", id, Ct)).ShouldBeFalse();
    }

    [Fact]
    public async Task EndOthers_ThreeSessions_KeepsTheCurrentAndOtherUsers()
    {
        await using var app = await TestApp.StartAsync();
        var current = await app.Browse().SignInAsync("alice");
        var others = new[] { await app.Browse().SignInAsync("alice"), await app.Browse().SignInAsync("alice") };
        var bob = await app.Browse().SignInAsync("bob");

        (await current.PostAsync("/end-others")).Body.ShouldBe("2");

        (await current.BodyAsync("/me")).ShouldBe("alice");
        (await bob.BodyAsync("/me")).ShouldBe("bob");
        foreach (var other in others)
            (await other.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
    }

    private static Task<TestApp> StartAsync(ConcurrentSessionPolicy policy) => TestApp.StartAsync(setup => setup.Options = options =>
    {
        options.Concurrent.MaxPerSubject = 2;
        options.Concurrent.AtLimit = policy;
    });
}
