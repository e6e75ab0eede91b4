namespace Cloakroom.Samples.Tests;

public sealed class SessionsTests(NotebookFixture notebook)
{
    [Fact]
    public async Task EndOthers_TwoBrowsersOfOneUser_EndsTheOtherAndNobodyElse()
    {
        await using var ada = await notebook.ComesAsync("ada-ends-others");
        await using var elsewhere = await notebook.ComesAsync("ada-ends-others", Device.Laptop);
        await using var bob = await notebook.ComesAsync("bob-is-left-alone");
        await ada.RegisterAsync();
        await elsewhere.SignInAsync();
        await bob.RegisterAsync();

        await ada.GoAsync("/Account/Sessions");
        var rows = ada.Page.Locator(".sessions > li");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.First).ToContainTextAsync("This device");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("Firefox on Windows");
        await Assertions.Expect(rows.Nth(1)).Not.ToContainTextAsync("This device");

        await ada.ClickAsync("End all other sessions");
        await ada.ShouldSeeAsync("One other session has ended.");
        await Assertions.Expect(rows).ToHaveCountAsync(1);

        // The other browser's next click, whatever it is.
        await elsewhere.FollowAsync("Your sessions");
        await elsewhere.ShouldBeAtLoginAsync("This session was ended.");
        await elsewhere.ShowAsync("login-revoked");
        await bob.GoAsync("/Notes");
        await bob.ShouldBeSignedInAsync();

        // And signing in again leads on to where that click was going.
        await elsewhere.FillCredentialsAsync(Person.Password);
        await elsewhere.ClickAsync("Sign in");
        await Assertions.Expect(elsewhere.Page.Locator(".sessions > li")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task End_OneOfThree_LeavesTheOthers()
    {
        await using var ada = await notebook.ComesAsync("ada-ends-one");
        await using var laptop = await notebook.ComesAsync("ada-ends-one", Device.Laptop);
        await using var phone = await notebook.ComesAsync("ada-ends-one", Device.Phone);
        await ada.RegisterAsync();
        await laptop.SignInAsync();
        await phone.SignInAsync();

        await ada.GoAsync("/Account/Sessions");
        await ada.ClickAsync("End the session on Firefox on Windows");
        await ada.ShouldSeeAsync("That session has ended.");

        await laptop.GoAsync("/Notes");
        await laptop.ShouldBeAtLoginAsync("This session was ended.");
        await phone.GoAsync("/Notes");
        await phone.ShouldBeSignedInAsync();
    }

    [Fact]
    public async Task End_SessionOfAnotherUser_EndsNothing()
    {
        await using var ada = await notebook.ComesAsync("ada-forges-an-id");
        await using var adaToo = await notebook.ComesAsync("ada-forges-an-id", Device.Laptop);
        await using var bob = await notebook.ComesAsync("bob-is-forged");
        await using var bobToo = await notebook.ComesAsync("bob-is-forged", Device.Laptop);
        await ada.RegisterAsync();
        await adaToo.SignInAsync();
        await bob.RegisterAsync();
        await bobToo.SignInAsync();
        await bob.GoAsync("/Account/Sessions");
        var bobsOther = await bob.Page.Locator("input[name=id]").GetAttributeAsync("value");

        await ada.GoAsync("/Account/Sessions");
        await ada.Page.Locator("input[name=id]").EvaluateAsync("(input, id) => input.value = id", bobsOther);
        await ada.ClickAsync("End the session on Firefox on Windows");

        await ada.ShouldSeeAsync("That session had ended already.");
        await bobToo.GoAsync("/Notes");
        await bobToo.ShouldBeSignedInAsync();
        await adaToo.GoAsync("/Notes");
        await adaToo.ShouldBeSignedInAsync();
    }
}
