namespace Cloakroom.Samples.Tests;

public sealed class OutageTests(NotebookFixture notebook)
{
    /// <summary>Unavailable is not signed out (invariant I3): the store's file goes missing, and comes back with a restart.</summary>
    [Fact]
    public async Task StoreGone_SignedIn_Is503UntilItIsBackAndNobodyIsSignedOut()
    {
        NotebookFixture.RequireBrowser();
        var data = notebook.NewDataDirectory("outage");
        var aside = notebook.NewDataDirectory("aside");
        await using var first = await NotebookProcess.StartAsync(data);
        await using var ada = await notebook.ComesAsync("ada-waits", at: first);
        await using var visitor = await notebook.ComesAsync("a-visitor", at: first);
        await ada.RegisterAsync();
        await ada.WriteNoteAsync("Patience", "It comes back.");

        Move("cloakroom.db*", data, aside);
        // The near cache may answer for as long as it is fresh, which is a second at most.
        var refused = await WaitFor503Async(ada);
        refused.Headers.ShouldContainKey("retry-after");
        refused.Headers.ShouldNotContainKey("set-cookie");
        refused.Headers["cache-control"].ShouldBe("no-store");
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("One moment, please");
        await Assertions.Expect(ada.Page.GetByText("You have not been signed out.")).ToBeVisibleAsync();
        await ada.ShowAsync("unavailable");
        (await ada.CookieAsync("cloakroom")).ShouldNotBeNull();
        (await visitor.GoAsync("/")).Status.ShouldBe(200);

        await first.DisposeAsync();
        foreach (var leftover in Directory.GetFiles(data, "cloakroom.db*"))
            File.Delete(leftover);
        Move("cloakroom.db*", aside, data);
        await using var second = await NotebookProcess.StartAsync(data);
        ada.MoveTo(second);
        (await ada.NotesAsync()).ShouldBe(["Patience"]);
    }

    private static async Task<IResponse> WaitFor503Async(Person person)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var answer = await person.GoAsync("/Notes");
            if (answer.Status == 503)
                return answer;
            answer.Status.ShouldBe(200);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new ShouldAssertException("The store's file has been gone for five seconds and sessions are still served.");
    }

    private static void Move(string files, string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, files))
            File.Move(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
