using System.Net;

namespace Cloakroom.Edge.Tests.Applications;

/// <summary>What holds for every application. The first part is the application alone: the controls, and the red twins of what the edge does.</summary>
public abstract partial class ApplicationTests(ApplicationFixture application)
{
    /// <summary>The cookie that is the session, or has it.</summary>
    protected abstract string SessionCookie { get; }

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alone_SignInUseAndSignOut_Work()
    {
        using var alice = Direct();

        await UseItAsync(alice);
    }

    [Fact]
    public async Task Alone_AStaticAsset_SetsTheSessionCookie()
    {
        using var alice = Direct();
        await alice.SignInAsync();

        (await alice.GetAsync(ApplicationFixture.Asset)).SetCookie(SessionCookie).ShouldNotBeNull();
    }

    [Fact]
    public async Task Alone_ACookieInAnotherJar_IsTheOtherUser()
    {
        using var alice = Direct();
        using var bob = Direct();
        await alice.SignInAsync();
        await bob.SignInAsync();

        bob.Jar = alice.Jar.Copy();

        (await bob.WhoAmIAsync()).ShouldBe(alice.Member!.Id);
    }

    private protected Browser Direct() => new(application.Server.Address, application.NextMember());

    // The same with and without the edge: whoever uses it notices nothing.
    private protected static async Task UseItAsync(Browser user)
    {
        (await user.WhoAmIAsync()).ShouldBe("nobody");
        (await user.GetAsync("/dashboard")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await user.SignInAsync()).Status.ShouldBe(HttpStatusCode.NoContent);
        for (var note = 1; note <= 3; note++)
        {
            (await user.WhoAmIAsync()).ShouldBe(user.Member!.Id);
            (await user.GetAsync("/dashboard")).Body.ShouldContain(user.Member!.Secret);
            (await user.GetAsync(ApplicationFixture.Asset)).Status.ShouldBe(HttpStatusCode.OK);
            (await user.PostAsync("/notes")).Body.ShouldBe($"{note}");
        }

        (await user.PostAsync("/signout")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await user.WhoAmIAsync()).ShouldBe("nobody");
        user.Cookies.Keys.ShouldNotContain(name => name.StartsWith("session", StringComparison.Ordinal));
    }
}
