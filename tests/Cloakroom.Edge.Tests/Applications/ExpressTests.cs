using System.Net;
using Cloakroom.Edge.Configuration;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Tests.Applications;

public sealed class ExpressSessionTests(ExpressSessionFixture application) : ApplicationTests(application), IClassFixture<ExpressSessionFixture>
{
    protected override string SessionCookie => "connect.sid";

    internal override IReadOnlyList<GuardedCookieOptions> Guarded => [new() { Name = SessionCookie }, new() { Name = "XSRF-TOKEN", Seal = false }];

    [Fact]
    public Task Edge_ACookieForScripts_ReachesThemAsItIs() => DoubleSubmitAsync("XSRF-TOKEN", "X-XSRF-TOKEN");
}

public sealed class CookieSessionTests(CookieSessionFixture application) : ApplicationTests(application), IClassFixture<CookieSessionFixture>
{
    protected override string SessionCookie => "session";

    internal override IReadOnlyList<GuardedCookieOptions> Guarded => [new() { Name = "session" }, new() { Name = "session.sig" }];

    [Fact]
    public async Task Edge_TheSameContentsSaidToBeIdentifiers_AreADuplicate()
    {
        await using var edge = await StartEdgeAsync(options => options.Cookies = [new() { Name = "session", Content = CookieContent.Identifier }]);
        using var alice = new Browser(edge.Address);
        using var bob = new Browser(edge.Address);

        (await alice.PostAsync("/theme", new { theme = "dark" })).Status.ShouldBe(HttpStatusCode.NoContent);
        (await bob.PostAsync("/theme", new { theme = "dark" })).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        bob.Cookies.Keys.ShouldNotContain("session");
        edge.Mixups.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.DuplicateIssue);
    }

    [Fact]
    public async Task Edge_OnlyTheSessionWithoutItsSignature_IsEnough()
    {
        await using var edge = await StartEdgeAsync(options => options.Cookies = [new() { Name = "session" }]);
        using var alice = Before(edge);

        await UseItAsync(alice);
    }
}
