namespace Cloakroom.Samples.Tests;

public sealed class AccountTests(NotebookFixture notebook)
{
    private const string NewPassword = "four other plain words";

    [Fact]
    public async Task ChangePassword_EndOthersLeftTicked_EndsThemAndRotatesThisOne()
    {
        await using var ada = await notebook.ComesAsync("ada-changes-password");
        await using var elsewhere = await notebook.ComesAsync("ada-changes-password", Device.Laptop);
        await ada.RegisterAsync();
        await elsewhere.SignInAsync();
        var before = await ada.CookieAsync("cloakroom");
        var bindingBefore = await ada.CookieAsync("cloakroom-binding");

        await ChangePasswordAsync(ada);

        await ada.ShouldSeeAsync("Password changed, and other sessions ended (1).");
        (await ada.CookieAsync("cloakroom"))!.Value.ShouldNotBe(before!.Value);
        (await ada.CookieAsync("cloakroom-binding"))!.Value.ShouldBe(bindingBefore!.Value);
        await ada.GoAsync("/Notes");
        await ada.ShouldBeSignedInAsync();
        await elsewhere.GoAsync("/Notes");
        await elsewhere.ShouldBeAtLoginAsync("This session was ended.");
        await elsewhere.SignInAsync(password: NewPassword);
    }

    [Fact]
    public async Task ChangePassword_EndOthersUnticked_LeavesThemForNow()
    {
        await using var ada = await notebook.ComesAsync("ada-trusts-herself");
        await using var elsewhere = await notebook.ComesAsync("ada-trusts-herself", Device.Laptop);
        await ada.RegisterAsync();
        await elsewhere.SignInAsync();

        await ChangePasswordAsync(ada, endOthers: false);

        await ada.ShouldSeeAsync("Password changed.");
        await elsewhere.GoAsync("/Notes");
        await elsewhere.ShouldBeSignedInAsync();
    }

    [Fact]
    public async Task Delete_PasswordNotEnteredAgain_IsNotReached()
    {
        await using var ada = await notebook.ComesAsync("ada-leaves-in-a-hurry");
        await ada.RegisterAsync();

        await ada.GoAsync("/Account/Delete");
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Is it you?");
        await ada.Page.GetByLabel("Password").FillAsync("not the password");
        await ada.ClickAsync("Confirm");

        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That is not your password.");
        await ada.GoAsync("/Account/Delete");
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Is it you?");
    }

    [Fact]
    public async Task Delete_AfterStepUp_RotatesThenTakesAccountAndEverySession()
    {
        await using var ada = await notebook.ComesAsync("ada-leaves");
        await using var elsewhere = await notebook.ComesAsync("ada-leaves", Device.Laptop);
        await ada.RegisterAsync();
        await elsewhere.SignInAsync();
        var before = await ada.CookieAsync("cloakroom");

        await ada.GoAsync("/Account");
        await ada.FollowAsync("Delete account");
        await ada.Page.GetByLabel("Password").FillAsync(Person.Password);
        await ada.ClickAsync("Confirm");
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Delete account");
        (await ada.CookieAsync("cloakroom"))!.Value.ShouldNotBe(before!.Value);

        // Stepping up on one device does not step up the others.
        await elsewhere.GoAsync("/Account/Delete");
        await Assertions.Expect(elsewhere.Page.GetByRole(AriaRole.Heading)).ToHaveTextAsync("Is it you?");

        await ada.ClickAsync("Delete everything");
        await ada.ShouldBeAtLoginAsync("Your account is gone.");
        await elsewhere.GoAsync("/Notes");
        await elsewhere.ShouldBeAtLoginAsync("This session was ended.");
        await elsewhere.FillCredentialsAsync(Person.Password);
        await elsewhere.ClickAsync("Sign in");
        await Assertions.Expect(elsewhere.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Email and password do not match.");
    }

    private static async Task ChangePasswordAsync(Person person, bool endOthers = true)
    {
        await person.GoAsync("/Account/Password");
        await person.Page.GetByLabel("Current password").FillAsync(Person.Password);
        await person.Page.GetByLabel("New password").FillAsync(NewPassword);
        var box = person.Page.GetByLabel("Sign out everywhere else");
        await Assertions.Expect(box).ToBeCheckedAsync();
        await box.SetCheckedAsync(endOthers);
        await person.ClickAsync("Change password");
    }
}
