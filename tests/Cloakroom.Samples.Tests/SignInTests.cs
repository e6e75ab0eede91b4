namespace Cloakroom.Samples.Tests;

public sealed class SignInTests(NotebookFixture notebook)
{
    private const string Token = "cloakroom";
    private const string Binding = "cloakroom-binding";

    [Fact]
    public async Task SignOut_SignedIn_EndsTheSessionAndTakesTheCookies()
    {
        await using var ada = await notebook.ComesAsync("ada-signs-out");
        await ada.RegisterAsync();
        var token = await ada.CookieAsync(Token);
        var binding = await ada.CookieAsync(Binding);

        await ada.ClickAsync("Sign out");
        await ada.ShouldBeAtLoginAsync("You are signed out.");
        (await ada.CookieAsync(Token)).ShouldBeNull();
        (await ada.CookieAsync(Binding)).ShouldBeNull();

        // It is not only the cookies that are gone: the session itself is over, for whoever kept a copy.
        await ada.PlantAsync(token!);
        await ada.PlantAsync(binding!);
        await ada.GoAsync("/Notes");
        await ada.ShouldBeAtLoginAsync("This session was ended.");
    }

    [Fact]
    public async Task SignIn_WrongPassword_SaysSoAndIssuesNothing()
    {
        await using var ada = await notebook.ComesAsync("ada-mistypes");
        await ada.GoAsync("/Account/Login");
        await ada.FillCredentialsAsync("not the password");
        await ada.ClickAsync("Sign in");

        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Email and password do not match.");
        (await ada.CookieAsync(Token)).ShouldBeNull();
    }

    [Fact]
    public async Task SignIn_PageWasAskedFor_GoesThere()
    {
        await using var ada = await notebook.ComesAsync("ada-returns");
        await ada.RegisterAsync();
        await ada.ClickAsync("Sign out");

        await ada.GoAsync("/Account/Sessions");
        await ada.FillCredentialsAsync(Person.Password);
        await ada.ClickAsync("Sign in");

        await Assertions.Expect(ada.Page).ToHaveURLAsync(new Uri(ada.Address, "/Account/Sessions").ToString());
    }

    [Fact]
    public async Task RememberMe_BrowserRestarted_StaysSignedIn()
    {
        await using var ada = await notebook.ComesAsync("ada-is-remembered");
        await ada.RegisterAsync(remember: true);
        foreach (var name in new[] { Token, Binding })
        {
            var expires = DateTimeOffset.FromUnixTimeSeconds((long)(await ada.CookieAsync(name))!.Expires);
            (expires - TimeProvider.System.GetUtcNow()).TotalDays.ShouldBe(30, tolerance: 0.1);
        }

        await ada.RestartBrowserAsync();
        await ada.GoAsync("/Notes");
        await ada.ShouldBeSignedInAsync();
    }

    [Fact]
    public async Task NotRemembered_BrowserRestarted_IsSignedOut()
    {
        await using var ada = await notebook.ComesAsync("ada-is-not-remembered");
        await ada.RegisterAsync();
        (await ada.CookieAsync(Token))!.Expires.ShouldBe(-1);

        await ada.RestartBrowserAsync();
        await ada.GoAsync("/Notes");
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Draft_WrittenBeforeSignIn_IsCarriedOverUnderNewSecrets()
    {
        await using var ada = await notebook.ComesAsync("ada-drafts");
        await ada.GoAsync("/");
        await ada.Page.GetByLabel("Title").FillAsync("Before I forget");
        await ada.Page.GetByLabel("Note", new() { Exact = true }).FillAsync("Buy bread.");
        await ada.ClickAsync("Keep this draft");
        await ada.ShouldSeeAsync("Your draft waits in this browser.");
        var anonymous = await ada.CookieAsync(Token);
        var anonymousBinding = await ada.CookieAsync(Binding);

        await ada.RegisterAsync();
        await Assertions.Expect(ada.Page.GetByText("Here is the draft that you began")).ToBeVisibleAsync();
        await Assertions.Expect(ada.Page.GetByLabel("Note", new() { Exact = true })).ToHaveValueAsync("Buy bread.");
        // Session fixation (OWASP ASVS 5.0 7.2.4): what was known before sign-in is worth nothing after it.
        (await ada.CookieAsync(Token))!.Value.ShouldNotBe(anonymous!.Value);
        (await ada.CookieAsync(Binding))!.Value.ShouldNotBe(anonymousBinding!.Value);

        await ada.ClickAsync("Save note");
        (await ada.NotesAsync()).ShouldBe(["Before I forget"]);
        await Assertions.Expect(ada.Page.GetByLabel("Note", new() { Exact = true })).ToHaveValueAsync("");
    }
}
