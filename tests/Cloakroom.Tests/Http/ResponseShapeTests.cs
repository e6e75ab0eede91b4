using System.Net;
using System.Text;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cloakroom.Tests.Http;

/// <summary>The guard has the last word on every shape of response, over real connections.</summary>
public sealed class ResponseShapeTests
{
    [Theory]
    [InlineData("/early")]
    [InlineData("/streamed")]
    [InlineData("/flushed")]
    [InlineData("/writer")]
    [InlineData("/empty")]
    [InlineData("/not-modified")]
    [InlineData("/redirect")]
    [InlineData("/file")]
    [InlineData("/nowhere")]
    public async Task Request_WithSession_IsPersonalWhateverItsShape(string path)
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");

        var answer = await alice.GetAsync(path);

        answer.CacheControl.ShouldBe("no-store");
        answer.Vary.ShouldBe("Cookie");
        answer.SetCookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_HeadWithSession_IsPersonal()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");

        (await alice.SendAsync(HttpMethod.Head, "/head")).CacheControl.ShouldBe("no-store");
    }

    [Fact]
    public async Task SignIn_AfterTheResponseStarted_IsRefusedAndCreatesNoSession()
    {
        await using var app = await StartAsync();

        var answer = await app.Browse().GetAsync("/sign-in-late");

        answer.Body.ShouldBe("start ResponseNotWritable");
        answer.SetCookies.ShouldBeEmpty();
        (await app.Sessions.ListAsync("late", TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task SignIn_BeforeStreaming_LeavesWithTheFirstBytes()
    {
        await using var app = await StartAsync();
        var browser = app.Browse();

        var answer = await browser.GetAsync("/sign-in-streamed");

        answer.Body.ShouldBe("abc");
        answer.SetCookies.Count.ShouldBe(2);
        answer.CacheControl.ShouldBe("no-store");
        (await browser.BodyAsync("/me")).ShouldBe("streamer");
    }

    [Theory]
    [InlineData("handler")]
    [InlineData("developer")]
    [InlineData("status-pages")]
    public async Task Request_ErrorWithSession_IsPersonalAndKeepsTheSession(string kind)
    {
        await using var app = await StartAsync(setup => UseErrors(setup, kind));
        var alice = await app.Browse().SignInAsync("alice");

        var answer = await alice.GetAsync(kind == "status-pages" ? "/nowhere" : "/throw");

        answer.Status.ShouldBe(kind == "status-pages" ? HttpStatusCode.NotFound : HttpStatusCode.InternalServerError);
        // The framework's handlers say more than needed; what counts is that nothing may be stored.
        answer.CacheControl!.ShouldContain("no-store");
        answer.Vary.ShouldBe("Cookie");
        (await alice.BodyAsync("/me")).ShouldBe("alice");
    }

    [Theory]
    [InlineData("handler")]
    [InlineData("developer")]
    [InlineData("status-pages")]
    public async Task Request_StoreDownBehindAnErrorHandler_IsStill503WithRetryAfter(string kind)
    {
        await using var app = await StartAsync(setup =>
        {
            UseErrors(setup, kind);
            setup.Options = options => options.NearCache.Enabled = false;
        });
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.Read, Fault.Error);

        var answer = await alice.GetAsync("/me");

        answer.ShouldBeUnavailable();
        answer.Body.ShouldNotContain("alice");
    }

    [Theory]
    [InlineData("handler")]
    [InlineData("developer")]
    public async Task Request_SessionDataCannotBeWrittenBehindAnErrorHandler_IsStill503(string kind)
    {
        await using var app = await StartAsync(setup => UseErrors(setup, kind));
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.Write, Fault.Error);

        var answer = await alice.PostAsync("/data/basket/apples");

        answer.ShouldBeUnavailable();
        answer.Body.ShouldNotBe("written");
    }

    [Fact]
    public async Task SignIn_ThenTheApplicationThrows_TheErrorPageCarriesTheCookiesUncacheable()
    {
        await using var app = await StartAsync(setup => UseErrors(setup, "handler"));
        var browser = app.Browse();

        var answer = await browser.PostAsync("/sign-in-and-throw");

        answer.Status.ShouldBe(HttpStatusCode.InternalServerError);
        answer.SetCookies.Count.ShouldBe(2);
        answer.CacheControl!.ShouldContain("no-store");
        (await browser.BodyAsync("/me")).ShouldBe("alice");
    }

    private static void UseErrors(TestSetup setup, string kind)
    {
        switch (kind)
        {
            case "handler":
                setup.Before = web => web.UseExceptionHandler("/error");
                break;
            case "developer":
                setup.Environment = Environments.Development;
                break;
            default:
                setup.Before = web => web.UseStatusCodePagesWithReExecute("/error");
                break;
        }
    }

    private static Task<TestApp> StartAsync(Action<TestSetup>? change = null) => TestApp.StartAsync(setup =>
    {
        setup.Kestrel = true;
        setup.Then = web =>
        {
            web.MapGet("/early", async (HttpContext context) =>
            {
                await context.Response.StartAsync();
                await context.Response.WriteAsync("late");
            });
            web.MapGet("/streamed", async (HttpContext context) =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await context.Response.WriteAsync("x");
                    await context.Response.Body.FlushAsync();
                }
            });
            web.MapGet("/flushed", (HttpContext context) => context.Response.Body.FlushAsync());
            web.MapGet("/writer", (HttpContext context) =>
            {
                Encoding.ASCII.GetBytes("unflushed", context.Response.BodyWriter);
                return Task.CompletedTask;
            });
            web.MapGet("/empty", () => Results.NoContent());
            web.MapGet("/not-modified", (HttpContext context) =>
            {
                context.Response.Headers.ETag = "\"1\"";
                context.Response.StatusCode = StatusCodes.Status304NotModified;
            });
            web.MapGet("/redirect", () => Results.Redirect("/me"));
            web.MapGet("/file", (HttpContext context) =>
                context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().SendFileAsync(typeof(ResponseShapeTests).Assembly.Location, 0, 100));
            web.MapMethods("/head", ["HEAD"], () => Results.Ok());
            web.MapGet("/throw", string () => throw new InvalidOperationException("The application failed."));
            web.Map("/error", () => "sorry");
            web.MapGet("/sign-in-late", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("start ");
                await context.Response.Body.FlushAsync();
                var refused = await Should.ThrowAsync<CloakroomException>(() => SignInAsync(context, "late"));
                await context.Response.WriteAsync(refused.Code.ToString());
            });
            web.MapGet("/sign-in-streamed", async (HttpContext context) =>
            {
                await SignInAsync(context, "streamer");
                foreach (var letter in "abc")
                {
                    await context.Response.WriteAsync(letter.ToString());
                    await context.Response.Body.FlushAsync();
                }
            });
            web.MapPost("/sign-in-and-throw", async (HttpContext context) =>
            {
                await SignInAsync(context, "alice");
                throw new InvalidOperationException("The application failed.");
            });
        };
        change?.Invoke(setup);
    });

    private static Task SignInAsync(HttpContext context, string subject) =>
        Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignInAsync(context, TestEndpoints.Principal(subject));
}
