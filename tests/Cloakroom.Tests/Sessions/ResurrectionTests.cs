using System.Net;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Http;
using Cloakroom.Tests.Stores;

namespace Cloakroom.Tests.Sessions;

/// <summary>Revoked stays revoked, whatever was under way (invariant I7, peers 5).</summary>
public sealed class ResurrectionTests
{
    [Theory]
    [InlineData(StoreMethods.Write, "/data/basket/apples")]
    [InlineData(StoreMethods.Rotate, "/rotate")]
    public async Task SignOut_WhileAWriteIsUnderWay_TheWriteRevivesNothing(object member, string path)
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        var tab = app.Browse().Copy(browser);
        var gate = new TaskCompletionSource();
        var method = (StoreMethods)member;
        app.Store.On(method, Fault.Until(gate.Task), times: 1);
        var before = app.Store.Calls(method);

        var write = tab.PostAsync(path);
        await Eventually.TrueAsync(() => app.Store.Calls(method) > before);
        await browser.PostAsync("/sign-out");
        gate.SetResult();

        (await write).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await tab.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
        (await app.Sessions.ListAsync("alice", TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task SignOut_WhileATouchIsUnderWay_TheTouchRevivesNothing()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        var copy = app.Browse().Copy(browser);
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await browser.GetAsync("/me");
        var gate = new TaskCompletionSource();
        app.Store.On(StoreMethods.Touch, Fault.Until(gate.Task), times: 1);

        var flush = app.Get<TouchWriter>().FlushAsync();
        await browser.PostAsync("/sign-out");
        gate.SetResult();
        await flush;

        (await copy.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
    }

    [Fact]
    public async Task SignOut_WhileAReadIsUnderWay_TheReadIsNotServedToTheNextRequest()
    {
        await using var app = await TestApp.StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        var tab = app.Browse().Copy(browser);
        app.Get<NearCache>().Clear();
        var gate = new TaskCompletionSource();
        app.Store.On(StoreMethods.Read, Fault.AnswerAfter(gate.Task), times: 1);
        var before = app.Store.Calls(StoreMethods.Read);

        var read = tab.GetAsync("/me");
        await Eventually.TrueAsync(() => app.Store.Calls(StoreMethods.Read) > before);
        await browser.PostAsync("/sign-out");
        gate.SetResult();
        await read;

        (await tab.BodyAsync("/outcome")).ShouldBe(nameof(SessionOutcome.Revoked));
    }

    [Fact]
    public async Task SignOut_StockTicketStoreWhileARenewalIsUnderWay_TheSessionIsBack()
    {
        var tickets = new MemoryTicketStore();
        await using var app = await TestApp.StartStockAsync(setup => setup.StockCookie = cookie =>
        {
            cookie.SessionStore = tickets;
            cookie.ExpireTimeSpan = TimeSpan.FromMinutes(30);
        });
        var browser = await app.Browse().SignInAsync("alice");
        var tab = app.Browse().Copy(browser);
        app.Clock.Advance(TimeSpan.FromMinutes(20));
        var renewing = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        tickets.WhileRenewing = () =>
        {
            renewing.TrySetResult();
            return gate.Task;
        };

        var request = tab.GetAsync("/me");
        await renewing.Task;
        await browser.PostAsync("/sign-out");
        gate.SetResult();
        await request;

        (await tab.BodyAsync("/me")).ShouldBe("alice");
    }
}
