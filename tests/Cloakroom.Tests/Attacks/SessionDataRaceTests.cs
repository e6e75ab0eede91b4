using System.Net;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Attacks;

public sealed class SessionDataRaceTests
{
    [Theory]
    [InlineData("/rotate")]
    [InlineData("/sign-in/alice")]
    public async Task Write_SameKeyByTwoAfterTheSessionWasRenewed_TheSecondGetsAConflict(string renewal)
    {
        var hasRead = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(setup => setup.Then = web => web.MapPost("/slow", async (HttpContext context) =>
        {
            context.Session.GetString("cart");
            hasRead.SetResult();
            await goOn.Task;
            context.Session.SetString("cart", "slow");
            return "written";
        }));
        var alice = await app.Browse().SignInAsync("alice");
        await alice.PostAsync("/data/cart/old");
        await alice.PostAsync(renewal);

        var slow = app.Browse().Copy(alice).PostAsync("/slow");
        await hasRead.Task;
        (await alice.PostAsync("/data/cart/quick")).Status.ShouldBe(HttpStatusCode.OK);
        goOn.SetResult();

        (await slow).Status.ShouldBe(HttpStatusCode.Conflict);
        (await alice.BodyAsync("/data/cart")).ShouldBe("quick");
    }

    [Fact]
    public async Task Write_ThirtyKeysAtOnce_AllWin()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Options = options => options.Store.WriteTimeout = TimeSpan.FromSeconds(30));
        var alice = await app.Browse().SignInAsync("alice");
        var keys = Enumerable.Range(0, 30).Select(number => $"key{number}").ToArray();
        var allHaveRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Store.On(StoreMethods.Write, Fault.Delay(TimeSpan.FromMilliseconds(20))).On(StoreMethods.Write, Fault.Until(allHaveRead.Task), times: keys.Length);
        var before = app.Store.Calls(StoreMethods.Write);

        var writing = Task.WhenAll(keys.Select(key => app.Browse().Copy(alice).PostAsync($"/data/{key}/value")));
        await Eventually.TrueAsync(() => app.Store.Calls(StoreMethods.Write) == before + keys.Length);
        allHaveRead.SetResult();
        var answers = await writing;

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        foreach (var key in keys)
            (await alice.BodyAsync($"/data/{key}")).ShouldBe("value");
    }

    [Fact]
    public async Task SignIn_SameSubjectOfAnotherTenant_DoesNotGetTheData()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Options = options => options.TenantClaimType = "tenant");
        var browser = await app.Browse().SignInAsync("1", "?tenant=red");
        await browser.PostAsync("/data/secret/red");

        await browser.SignInAsync("1", "?tenant=blue");

        (await browser.BodyAsync("/data/secret")).ShouldBe("-");
    }
}
