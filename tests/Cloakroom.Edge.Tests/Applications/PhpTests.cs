using System.Net;

namespace Cloakroom.Edge.Tests.Applications;

public sealed class PhpTests(PhpFixture application) : ApplicationTests(application), IClassFixture<PhpFixture>
{
    protected override string SessionCookie => "PHPSESSID";

    [Fact]
    public Task Alone_WhileTheSavePathIsAway_SignsEverybodyOut() => WithoutStorageAsync(application, Direct);

    [Fact]
    public async Task Edge_WhileTheSavePathIsAway_MixesNobodyAndRecovers()
    {
        await using var edge = await StartEdgeAsync();

        await WithoutStorageAsync(application, () => Before(edge));

        edge.Mixups.ShouldBeEmpty();
    }

    // PHP's own files handler neither invents a session nor shares one: what Cachetur shared was its application's doing.
    internal static async Task WithoutStorageAsync(ApplicationFixture application, Func<Browser> start)
    {
        using var alice = start();
        using var bob = start();
        foreach (var user in (Browser[])[alice, bob]) await user.SignInAsync();

        application.Server.Sessions.TakeAway();
        try
        {
            foreach (var user in (Browser[])[alice, bob])
            {
                (await user.WhoAmIAsync()).ShouldBe("nobody");
                await user.SignInAsync();
                (await user.WhoAmIAsync()).ShouldBe("nobody");
                (await user.GetAsync("/about")).Status.ShouldBe(HttpStatusCode.OK);
            }
        }
        finally
        {
            application.Server.Sessions.BringBack();
        }

        foreach (var user in (Browser[])[alice, bob])
        {
            await user.SignInAsync();
            (await user.WhoAmIAsync()).ShouldBe(user.Member!.Id);
        }
    }
}

public sealed class PhpFpmTests(PhpFpmFixture application) : ApplicationTests(application), IClassFixture<PhpFpmFixture>
{
    protected override string SessionCookie => "PHPSESSID";

    [Fact]
    public async Task Edge_WhileTheSavePathIsAway_MixesNobodyAndRecovers()
    {
        await using var edge = await StartEdgeAsync();

        await PhpTests.WithoutStorageAsync(application, () => Before(edge));

        edge.Mixups.ShouldBeEmpty();
    }
}
