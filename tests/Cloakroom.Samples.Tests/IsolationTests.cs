namespace Cloakroom.Samples.Tests;

public sealed class IsolationTests(NotebookFixture notebook)
{
    [Fact]
    public async Task Notes_TwoUsers_NeverCross()
    {
        await using var ada = await notebook.ComesAsync("ada-keeps-hers");
        await using var bob = await notebook.ComesAsync("bob-keeps-his");
        await ada.RegisterAsync();
        await bob.RegisterAsync();
        await ada.WriteNoteAsync("Ada’s", "Only for Ada.");
        await bob.WriteNoteAsync("Bob’s", "Only for Bob.");

        (await ada.NotesAsync()).ShouldBe(["Ada’s"]);
        (await bob.NotesAsync()).ShouldBe(["Bob’s"]);

        await ada.Page.Locator(".note").ClickAsync();
        var adasNote = new Uri(ada.Page.Url).AbsolutePath;
        var answer = await bob.GoAsync(adasNote);
        answer.Status.ShouldBe(404);
        await bob.ShouldBeSignedInAsync();
        (await bob.Page.ContentAsync()).ShouldNotContain("Only for Ada.");
    }

    [Fact]
    public async Task Note_EditedAndDeleted_IsSoForItsOwner()
    {
        await using var ada = await notebook.ComesAsync("ada-edits");
        await ada.RegisterAsync();
        await ada.WriteNoteAsync("", "First line is the title.\nSecond line.");
        (await ada.NotesAsync()).ShouldBe(["First line is the title."]);

        await ada.Page.Locator(".note").ClickAsync();
        await ada.Page.GetByLabel("Title").FillAsync("Better <title> & all");
        await ada.ClickAsync("Save note");
        (await ada.NotesAsync()).ShouldBe(["Better <title> & all"]);

        await ada.Page.Locator(".note").ClickAsync();
        await ada.Page.GetByText("Delete this note").ClickAsync();
        await ada.ClickAsync("Delete for good");
        await ada.ShouldSeeAsync("Note deleted.");
        (await ada.NotesAsync()).ShouldBeEmpty();
    }

    /// <summary>What a cache does that replays one Set-Cookie to everybody (Loom 2023).</summary>
    [Fact]
    public async Task CookieSwap_TokenOfAnotherUser_SignsOutAndNeverShowsThem()
    {
        await using var ada = await notebook.ComesAsync("ada-gets-a-cookie");
        await using var bob = await notebook.ComesAsync("bob-loses-a-cookie");
        await ada.RegisterAsync();
        await bob.RegisterAsync();
        await bob.WriteNoteAsync("Bob’s secret", "Not for Ada.");
        var adasToken = await ada.CookieAsync("cloakroom");

        await ada.PlantAsync((await bob.CookieAsync("cloakroom"))!);
        foreach (var path in new[] { "/Notes", "/Account", "/Account/Sessions", "/" })
        {
            await ada.GoAsync(path);
            (await ada.Page.ContentAsync()).ShouldNotContain("bob-loses-a-cookie");
            (await ada.Page.ContentAsync()).ShouldNotContain("Bob’s secret");
            await Assertions.Expect(ada.Page.Locator(".who")).ToHaveCountAsync(0);
        }

        await ada.GoAsync("/Notes");
        await ada.ShouldBeAtLoginAsync("Please sign in again.");
        await ada.ShowAsync("login-foreign");
        // Nobody else is hurt: Bob goes on, and so does Ada's own session once its own token is back.
        (await bob.NotesAsync()).ShouldBe(["Bob’s secret"]);
        await ada.PlantAsync(adasToken!);
        (await ada.NotesAsync()).ShouldBeEmpty();

        // Signing in with the foreign token still in the browser gives Ada a session of her own and takes nothing from Bob.
        await ada.PlantAsync((await bob.CookieAsync("cloakroom"))!);
        await ada.SignInAsync();
        (await ada.NotesAsync()).ShouldBeEmpty();
        (await bob.NotesAsync()).ShouldBe(["Bob’s secret"]);
    }

    /// <summary>The red twin of the test above: it looks in the right place, since whoever has both halves is Bob.</summary>
    [Fact]
    public async Task CookieSwap_BothHalves_IsWhatTheOtherTestWouldSee()
    {
        await using var ada = await notebook.ComesAsync("ada-copies-all");
        await using var bob = await notebook.ComesAsync("bob-is-copied");
        await ada.RegisterAsync();
        await bob.RegisterAsync();

        await ada.PlantAsync((await bob.CookieAsync("cloakroom"))!);
        await ada.PlantAsync((await bob.CookieAsync("cloakroom-binding"))!);
        await ada.GoAsync("/Notes");

        (await ada.Page.ContentAsync()).ShouldContain("bob-is-copied");
    }
}
