using System.Net;
using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Tests.Control;

/// <summary>A pass lets its holder, and nobody else, past the mode; and past nothing else.</summary>
public sealed class VerifyPassTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CloakroomMode.SignInClosed)]
    [InlineData(CloakroomMode.ReadOnly)]
    [InlineData(CloakroomMode.Closed)]
    public async Task Mode_WithThePass_ConcernsEverybodyElse(CloakroomMode mode)
    {
        await using var app = await TestApp.StartAsync();
        await app.Control.SetModeAsync(mode, "ann", "drill", Ct);
        var secret = await IssueAsync(app);
        var tester = app.Browse();
        tester.Headers[VerifyPass.Header] = secret;

        await tester.SignInAsync("alice");
        (await tester.BodyAsync("/me")).ShouldBe("alice");
        (await tester.PostAsync("/data/colour/red")).Status.ShouldBe(HttpStatusCode.OK);
        (await tester.PostAsync("/rotate")).Status.ShouldBe(HttpStatusCode.OK);
        (await app.Browse().PostAsync("/sign-in/bob")).ShouldBeUnavailable();
        tester.Headers[VerifyPass.Header] = VerifyPass.Create(app.Clock.GetUtcNow().AddHours(1)).Secret;
        (await tester.PostAsync("/sign-in/alice")).ShouldBeUnavailable();
    }

    [Fact]
    public async Task Pass_TakenAwayOrOver_LetsNobodyIn()
    {
        await using var app = await TestApp.StartAsync();
        await app.Control.SetModeAsync(CloakroomMode.Closed, "ann", "drill", Ct);
        var tester = app.Browse();
        tester.Headers[VerifyPass.Header] = await IssueAsync(app);
        await tester.SignInAsync("alice");

        app.Clock.Advance(TimeSpan.FromMinutes(2));
        (await tester.GetAsync("/me")).ShouldBeUnavailable();

        tester.Headers[VerifyPass.Header] = await IssueAsync(app);
        (await tester.BodyAsync("/me")).ShouldBe("alice");
        await app.Store.SetPassAsync(null, Entry(app), Ct);
        await app.Get<ControlFeed>().ConfirmAsync(Ct);
        (await tester.GetAsync("/me")).ShouldBeUnavailable();
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public async Task Pass_Malformed_LetsNobodyIn(string header)
    {
        await using var app = await TestApp.StartAsync();
        await app.Control.SetModeAsync(CloakroomMode.SignInClosed, "ann", "drill", Ct);
        await IssueAsync(app);
        var visitor = app.Browse();
        visitor.Headers[VerifyPass.Header] = header;

        (await visitor.PostAsync("/sign-in/bob")).ShouldBeUnavailable();
    }

    [Fact]
    public async Task ForeignBinding_WithThePass_IsRefusedAndNoMixup()
    {
        await using var app = await TestApp.StartAsync();
        var (alice, bob) = (await app.Browse().SignInAsync("alice"), await app.Browse().SignInAsync("bob"));
        bob.Headers[VerifyPass.Header] = await IssueAsync(app);
        bob.Copy(alice, Browser.Token);

        (await bob.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        app.Mixups.Of(MixupKind.ForeignBinding).ShouldBeEmpty();

        bob.Headers.Clear();
        (await bob.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        app.Mixups.Of(MixupKind.ForeignBinding).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ForeignBinding_WithThePassWhereTheRuleOnlyObserves_IsRecordedSinceItIsExposed()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Options = options => options.Rules.ForeignBinding = RuleMode.Observe);
        var (alice, bob) = (await app.Browse().SignInAsync("alice"), await app.Browse().SignInAsync("bob"));
        bob.Headers[VerifyPass.Header] = await IssueAsync(app);
        bob.Copy(alice, Browser.Token);

        (await bob.BodyAsync("/me")).ShouldBe("alice");

        app.Mixups.Of(MixupKind.ForeignBinding).ShouldHaveSingleItem().Disposition.ShouldBe(MixupDisposition.Exposed);
    }

    private static async Task<string> IssueAsync(TestApp app)
    {
        var (pass, secret) = VerifyPass.Create(app.Clock.GetUtcNow().AddMinutes(2));
        await app.Store.SetPassAsync(pass, Entry(app), Ct);
        await app.Get<ControlFeed>().ConfirmAsync(Ct);
        return secret;
    }

    private static ControlEntry Entry(TestApp app) => new(app.Clock.GetUtcNow().TruncateToMilliseconds(), "verify", "ann", "drill");
}
