namespace Cloakroom.Samples.Tests;

/// <summary>Every screen, on a desktop, in the dark and on a phone; the pictures go to artifacts/screenshots/notebook.</summary>
public sealed class LookTests(NotebookFixture notebook)
{
    public static TheoryData<string> Looks => ["light", "dark", "phone"];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task EveryScreen_AnyDevice_FitsAndShowsTheWayOut(string look)
    {
        var device = look switch { "dark" => Device.Desktop.Dark(), "phone" => Device.Phone, _ => Device.Desktop };
        await using var ada = await notebook.ComesAsync($"ada.{look}", device);
        await ada.GoAsync("/");
        await LookAsync("start", signedIn: false);
        await ada.Page.GetByLabel("Title").FillAsync("Things to try");
        await ada.Page.GetByLabel("Note", new() { Exact = true }).FillAsync("Sourdough with walnuts.\nThe long way round the lake.");
        await ada.ClickAsync("Keep this draft");
        await LookAsync("draft", signedIn: false);
        foreach (var outcome in new[] { "expired", "revoked", "signed-out" })
        {
            await ada.GoAsync($"/Account/Login?outcome={outcome}");
            await LookAsync($"login-{outcome}", signedIn: false);
        }

        await ada.GoAsync("/Account/Register");
        await ada.FillCredentialsAsync("short");
        await ada.ClickAsync("Create account");
        await LookAsync("register-refused", signedIn: false);

        await ada.RegisterAsync(remember: true);
        await LookAsync("draft-carried-over");
        await ada.ClickAsync("Save note");
        await ada.WriteNoteAsync("Reading list", "The Periodic Table\nInvisible Cities\nA Field Guide to Getting Lost");
        await ada.WriteNoteAsync("Questions for Tuesday", "Who owns the migration?\nWhat happens to the old cookies?\n\nAsk Bea about the second week of May, and whether the room with the big table is free.");
        await ada.WriteNoteAsync("", "Call the plumber.");
        await LookAsync("notes");
        await ada.Page.Locator(".note").Nth(1).ClickAsync();
        await ada.Page.GetByText("Delete this note").ClickAsync();
        await LookAsync("edit");

        await using var laptop = await notebook.ComesAsync(ada.Name, Device.Laptop);
        await laptop.SignInAsync();
        foreach (var page in new[] { "Account", "Account/Sessions", "Account/Password", "Account/Confirm", "Account/Logout", "Account/AccessDenied" })
        {
            await ada.GoAsync("/" + page);
            await LookAsync(page.ToLowerInvariant().Replace('/', '-'));
        }

        await ada.GoAsync("/Account/Delete");
        await ada.Page.GetByLabel("Password").FillAsync(Person.Password);
        await ada.ClickAsync("Confirm");
        await LookAsync("account-delete");
        ada.Complaints.ShouldBeEmpty();

        (await ada.GoAsync("/Notes/Edit/999999")).Status.ShouldBe(404);
        await LookAsync("not-found");

        async Task LookAsync(string screen, bool signedIn = true)
        {
            await ada.ShowAsync($"{screen}-{look}");
            (await ada.Page.Locator("h1").CountAsync()).ShouldBe(1, screen);
            (await ada.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(device.Width, screen);
            // OWASP ASVS 5.0 7.4.4: easy and visible access to sign-out on every page behind sign-in.
            await ada.Page.EvaluateAsync("scrollTo(0, 0)");
            if (signedIn)
                await Assertions.Expect(ada.Page.Locator(".who").GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeInViewportAsync();
        }
    }
}
