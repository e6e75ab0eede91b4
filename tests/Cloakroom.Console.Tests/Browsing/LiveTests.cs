using Cloakroom.Console.Tests.Hosting;
using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Console.Tests.Browsing;

/// <summary>In a real browser: what happens is there without loading the page again, and what people do is not disturbed by it.</summary>
public sealed class LiveTests(ChromiumFixture chromium)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Overview_WhenAMixupHappens_ShowsItWithoutLoadingAgainAndKeepsTheFocus()
    {
        await using var app = await ConsoleApp.StartAsync();
        var page = await OpenAsync(app, "/cloakroom");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("All is well.");
        await Assertions.Expect(page.Locator("#live-text")).ToHaveTextAsync("Live");
        await page.EvaluateAsync("window.isTheSamePage = true");
        await page.Locator("summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change it, end sessions" }).FocusAsync();

        await app.Store.MixupAsync("alice", "bob", disposition: MixupDisposition.Exposed);
        await app.Store.SetModeAsync(new ModeState(CloakroomMode.SignInClosed, "otto", "stop it", TimeProvider.System.GetUtcNow().TruncateToMilliseconds()), Ct);

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Somebody may have seen another's session: 1 mix-up in 1 open incident was let through.");
        await Assertions.Expect(page.Locator("#mixups li")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#mixups")).ToContainTextAsync("bob came with the session of alice");
        await Assertions.Expect(page.Locator("#control")).ToContainTextAsync("Sign-in closed");
        (await page.EvaluateAsync<bool>("window.isTheSamePage")).ShouldBeTrue();
        (await page.EvaluateAsync<string>("document.activeElement.textContent")).ShouldStartWith("Change it, end sessions");
        (await page.Locator("details[open]").CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Overview_WhenItsNumbersChange_KeepsTheFocusOnWhatUnfoldsThem()
    {
        await using var app = await ConsoleApp.StartAsync();
        var page = await OpenAsync(app, "/cloakroom");
        await page.Locator("summary").FocusAsync();

        await app.Store.OrdinaryHourAsync(TimeProvider.System.GetUtcNow().TruncateToMilliseconds());

        await Assertions.Expect(page.Locator(".axis").First).Not.ToContainTextAsync("most in a minute: 0");
        await Assertions.Expect(page.Locator("summary")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Incident_WhenItGrows_KeepsTheFocusOnTheTableThatIsScrolled()
    {
        await using var app = await ConsoleApp.StartAsync();
        var id = await app.Store.MixupAsync("alice", "bob");
        var page = await OpenAsync(app, $"/cloakroom/incidents/{id}");
        await page.Locator("#who .scroll").FocusAsync();

        await app.Store.MixupAsync("carol", "dave", disposition: MixupDisposition.Exposed);

        await Assertions.Expect(page.Locator("#who tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("#who .scroll")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Incident_WhileANoteIsTyped_GrowsAndLeavesTheTypingAlone()
    {
        await using var app = await ConsoleApp.StartAsync();
        var id = await app.Store.MixupAsync("alice", "bob");
        var page = await OpenAsync(app, $"/cloakroom/incidents/{id}");
        await page.Locator("#note").FillAsync("half a sen");

        await app.Store.MixupAsync("carol", "dave", disposition: MixupDisposition.Exposed);

        await Assertions.Expect(page.Locator("#figures .value").First).ToHaveTextAsync("2");
        await Assertions.Expect(page.Locator("#who tbody tr")).ToHaveCountAsync(2);
        (await page.Locator("#note").InputValueAsync()).ShouldBe("half a sen");
    }

    [Fact]
    public async Task Page_WhenTheApplicationIsGone_SaysThatItIsOld()
    {
        var app = await ConsoleApp.StartAsync();
        var page = await OpenAsync(app, "/cloakroom");
        await Assertions.Expect(page.Locator("#live-text")).ToHaveTextAsync("Live");

        await app.DisposeAsync();

        await Assertions.Expect(page.Locator("#live-text")).ToContainTextAsync("Not live");
        await Assertions.Expect(page.Locator("body")).ToHaveClassAsync("stale");
    }

    [Fact]
    public async Task Page_WhoseOperatorWasSignedOut_IsToldNothingMore()
    {
        await using var app = await ConsoleApp.StartAsync();
        var page = await OpenAsync(app, "/cloakroom");
        await Assertions.Expect(page.Locator("#live-text")).ToHaveTextAsync("Live");

        await app.Get<ISessionManager>().EndAllAsync("olga", "test", "test", Ct);
        // What a stream's end after a minute leads to, at once.
        await page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");
        await app.Store.MixupAsync("alice", "bob");

        await Assertions.Expect(page.Locator("#live-text")).ToContainTextAsync("Not live");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("All is well.");
    }

    private async Task<IPage> OpenAsync(ConsoleApp app, string path)
    {
        var page = await chromium.OpenAsync();
        await page.GotoAsync(app.At("/operator/olga").ToString());
        await page.GotoAsync(app.At(path).ToString());
        return page;
    }
}
