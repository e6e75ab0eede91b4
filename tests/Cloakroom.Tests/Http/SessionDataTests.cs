using System.Net;
using System.Text;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Http;

/// <summary><c>HttpContext.Session</c> (invariant I11, peers 10).</summary>
public sealed class SessionDataTests
{
    [Fact]
    public async Task Session_AnonymousWrite_MakesASessionThatComesBack()
    {
        await using var app = await StartAsync();
        var browser = app.Browse();

        (await browser.GetAsync("/data/basket")).SetCookies.ShouldBeEmpty();
        (await browser.PostAsync("/data/basket/apples")).SetCookies.Count.ShouldBe(2);

        (await browser.BodyAsync("/data/basket")).ShouldBe("apples");
        (await browser.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        (await app.Browse().BodyAsync("/data/basket")).ShouldBe("-");
    }

    [Fact]
    public async Task Session_ReadKeysRemoveClear_BehaveAsADictionary()
    {
        await using var app = await StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        await browser.PostAsync("/data/a/1");
        await browser.PostAsync("/data/b/2");

        (await browser.BodyAsync("/keys")).ShouldBe("a,b");
        (await browser.PostAsync("/change")).Body.ShouldBe("a,c");
        (await browser.BodyAsync("/keys")).ShouldBe("a,c");
        await browser.PostAsync("/clear");
        (await browser.BodyAsync("/keys")).ShouldBe("");
    }

    [Fact]
    public async Task Session_ValueChangedInPlaceByTheCaller_StaysAsWritten()
    {
        await using var app = await StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        await browser.PostAsync("/data/a/1");

        (await browser.GetAsync("/scribble")).Body.ShouldBe("scribbled");

        (await browser.BodyAsync("/data/a")).ShouldBe("1");
    }

    [Fact]
    public async Task Session_TwoParallelRequestsDifferentKeys_BothWin()
    {
        await using var app = await StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        var tab = app.Browse().Copy(browser);

        var answers = await RaceAsync(app, browser, "left", tab, "right");

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await browser.BodyAsync("/data/left")).ShouldBe("left");
        (await browser.BodyAsync("/data/right")).ShouldBe("right");
    }

    [Fact]
    public async Task Session_TwoParallelRequestsSameKey_OneIsToldOfTheConflict()
    {
        await using var app = await StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        var tab = app.Browse().Copy(browser);

        var answers = await RaceAsync(app, browser, "same?value=1", tab, "same?value=2");

        answers.Select(answer => answer.Status).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.Conflict]);
        var winner = answers.Single(answer => answer.Status == HttpStatusCode.OK);
        (await browser.BodyAsync("/data/same")).ShouldBe(winner.Body);
    }

    [Fact]
    public async Task Session_TwoParallelRequestsSameKeySameValue_NoConflict()
    {
        await using var app = await StartAsync();
        var browser = await app.Browse().SignInAsync("alice");
        var tab = app.Browse().Copy(browser);

        var answers = await RaceAsync(app, browser, "same?value=1", tab, "same?value=1");

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Session_ManyParallelWriters_EveryKeyIsThere()
    {
        await using var app = await StartAsync();
        var browser = await app.Browse().SignInAsync("alice");

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => app.Browse().Copy(browser).PostAsync($"/data/key{i}/value{i}")));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        for (var i = 0; i < 6; i++)
            (await browser.BodyAsync($"/data/key{i}")).ShouldBe($"value{i}");
    }

    [Fact]
    public async Task Session_StockTwoParallelRequestsDifferentKeys_OneIsLost()
    {
        await using var app = await TestApp.StartStockAsync(setup =>
        {
            StockSession.Add(setup);
            setup.Then += MapRace;
        });
        var browser = await app.Browse().SignInAsync("alice");
        await browser.PostAsync("/data/seed/1");
        var tab = app.Browse().Copy(browser);

        await RaceAsync(app, browser, "left", tab, "right");

        var kept = new[] { await browser.BodyAsync("/data/left"), await browser.BodyAsync("/data/right") };
        kept.Count(value => value == "-").ShouldBe(1);
    }

    [Theory]
    [InlineData("/data/basket/apples")]
    [InlineData("/write-then-body")]
    [InlineData("/write-unflushed")]
    [InlineData("/write-and-swallow")]
    [InlineData("/write-json")]
    [InlineData("/write-file")]
    [InlineData("/write-and-commit")]
    public async Task Session_CommitFails_Is503AndNothingOfTheBodyLeaves(string path)
    {
        await using var app = await StartAsync(setup => setup.Kestrel = true);
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.Write, Fault.Error);

        var answer = await alice.PostAsync(path);

        answer.ShouldBeUnavailable();
        answer.Body.ShouldStartWith("{");
        answer.Body.ShouldNotContain("written");
        app.Store.Heal();
        (await alice.BodyAsync("/data/basket")).ShouldBe("-");
    }

    [Theory]
    [InlineData("/write-then-body")]
    [InlineData("/write-between-bodies")]
    [InlineData("/write-unflushed")]
    [InlineData("/write-and-swallow")]
    [InlineData("/write-json")]
    [InlineData("/write-file")]
    [InlineData("/write-and-commit")]
    public async Task Session_CommitWorks_TheWholeBodyLeavesAndTheDataIsThere(string path)
    {
        await using var app = await StartAsync(setup => setup.Kestrel = true);
        var alice = await app.Browse().SignInAsync("alice");

        var answer = await alice.PostAsync(path);

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Body.ShouldContain("written");
        answer.Body.ShouldEndWith("end");
        (await alice.BodyAsync("/data/basket")).ShouldBe("apples");
    }

    [Theory]
    [InlineData("/write-then-body")]
    [InlineData("/write-unflushed")]
    [InlineData("/write-between-bodies")]
    [InlineData("/write-tail")]
    public async Task Session_WriteUnderCompression_TheWholeBodyLeaves(string path)
    {
        await using var app = await StartAsync(setup =>
        {
            setup.Kestrel = true;
            setup.Services = services => services.AddResponseCompression(options => options.EnableForHttps = true);
            setup.Before = web => web.UseResponseCompression();
        });
        var alice = await app.Browse().SignInAsync("alice");
        var plain = await alice.PostAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Origin, path));
        request.Headers.Add("Cookie", string.Join("; ", alice.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        request.Headers.Add("Accept-Encoding", "gzip");

        using var response = await app.Client().SendAsync(request, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var text = new StreamReader(response.Content.Headers.ContentEncoding.Contains("gzip")
            ? new System.IO.Compression.GZipStream(body, System.IO.Compression.CompressionMode.Decompress) : body);

        (await text.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe(plain.Body);
    }

    [Fact]
    public async Task Session_WriteAfterTheResponseStarted_IsWrittenWithASessionAndRefusedWithout()
    {
        await using var app = await StartAsync(setup => setup.Kestrel = true);
        var alice = await app.Browse().SignInAsync("alice");

        (await alice.GetAsync("/late")).Body.ShouldBe("start ok");
        (await alice.BodyAsync("/data/late")).ShouldBe("1");
        (await app.Browse().GetAsync("/late")).Body.ShouldBe("start ResponseNotWritable");
    }

    [Fact]
    public async Task Session_TooLarge_Is500AndNothingIsKept()
    {
        await using var app = await StartAsync(setup => setup.Options = options => options.Data.MaxBytes = 2048);
        var alice = await app.Browse().SignInAsync("alice");
        await alice.PostAsync("/data/small/1");

        (await alice.PostAsync("/large")).Status.ShouldBe(HttpStatusCode.InternalServerError);

        (await alice.BodyAsync("/keys")).ShouldBe("small");
        (await app.Browse().PostAsync("/large")).SetCookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task SessionId_BeforeAndAfterTheFirstWriteAndSignIn_IsNeverEmpty()
    {
        await using var app = await StartAsync();
        var browser = app.Browse();

        var announced = (await browser.PostAsync("/id-then-write")).Body;
        announced.Length.ShouldBe(22);
        (await browser.BodyAsync("/session-id")).ShouldBe(announced);
        (await browser.BodyAsync("/session-id")).ShouldBe(announced);
        await browser.SignInAsync("alice");
        var signedIn = await browser.BodyAsync("/session-id");
        signedIn.ShouldNotBe(announced);
        await browser.PostAsync("/rotate");
        (await browser.BodyAsync("/session-id")).ShouldBe(signedIn);
    }

    [Fact]
    public async Task SessionId_StoreDown_IsNotEmptyNorShared()
    {
        await using var app = await StartAsync(setup => setup.Options = options => options.NearCache.Enabled = false);
        var alice = await app.Browse().SignInAsync("alice");
        app.Store.On(StoreMethods.All, Fault.Error);

        (await alice.GetAsync("/session-id")).ShouldBeUnavailable();
        var (first, second) = (await app.Browse().BodyAsync("/session-id"), await app.Browse().BodyAsync("/session-id"));
        first.Length.ShouldBe(22);
        first.ShouldNotBe(second);
    }

    /// <summary>Two requests read, wait for each other, and write.</summary>
    private static async Task<Answer[]> RaceAsync(TestApp app, Browser first, string one, Browser second, string two)
    {
        _ = app;
        return await Task.WhenAll(first.PostAsync("/race/" + one), second.PostAsync("/race/" + two));
    }

    private static void MapRace(WebApplication web)
    {
        var barrier = new Barrier();
        web.MapPost("/race/{key}", async (HttpContext context, string key, string? value) =>
        {
            context.Session.GetString(key);
            await barrier.WaitAsync();
            context.Session.SetString(key, value ?? key);
            await context.Session.CommitAsync();
            return value ?? key;
        });
    }

    private static Task<TestApp> StartAsync(Action<TestSetup>? change = null) => TestApp.StartAsync(setup =>
    {
        setup.Then = web =>
        {
            MapRace(web);
            web.MapGet("/keys", (HttpContext context) => string.Join(',', context.Session.Keys.Order()));
            web.MapPost("/change", (HttpContext context) =>
            {
                context.Session.Remove("b");
                context.Session.SetString("c", "3");
                return string.Join(',', context.Session.Keys.Order());
            });
            web.MapPost("/clear", (HttpContext context) => context.Session.Clear());
            web.MapGet("/scribble", (HttpContext context) =>
            {
                context.Session.Get("a")!.AsSpan().Fill((byte)'x');
                return "scribbled";
            });
            web.MapPost("/write-then-body", async (HttpContext context) =>
            {
                context.Session.SetString("basket", "apples");
                await context.Response.WriteAsync("written end");
            });
            web.MapPost("/write-between-bodies", async (HttpContext context) =>
            {
                Encoding.ASCII.GetBytes("before ", context.Response.BodyWriter);
                context.Session.SetString("basket", "apples");
                await context.Response.WriteAsync("written end");
            });
            web.MapPost("/write-unflushed", (HttpContext context) =>
            {
                context.Session.SetString("basket", "apples");
                Encoding.ASCII.GetBytes("written end", context.Response.BodyWriter);
                return Task.CompletedTask;
            });
            web.MapPost("/write-tail", async (HttpContext context) =>
            {
                context.Session.SetString("basket", "apples");
                await context.Response.WriteAsync("written ");
                Encoding.ASCII.GetBytes("end", context.Response.BodyWriter);
            });
            web.MapPost("/write-and-swallow", async (HttpContext context) =>
            {
                context.Session.SetString("basket", "apples");
                foreach (var word in "written end".Split(' '))
                {
                    try
                    {
                        await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(word));
                    }
                    catch (CloakroomException)
                    {
                        // As logging and telemetry filters do that must not fail a request.
                    }
                }
            });
            web.MapPost("/write-json", async (HttpContext context) =>
            {
                context.Session.SetString("basket", "apples");
                await context.Response.WriteAsJsonAsync(new { Text = "written" });
                await context.Response.WriteAsync("end");
            });
            web.MapPost("/write-file", async (HttpContext context) =>
            {
                var path = Path.GetTempFileName();
                await File.WriteAllTextAsync(path, "written end");
                context.Session.SetString("basket", "apples");
                await context.Response.SendFileAsync(path);
                File.Delete(path);
            });
            web.MapPost("/write-and-commit", async (HttpContext context) =>
            {
                context.Session.SetString("basket", "apples");
                await context.Session.CommitAsync();
                return "written end";
            });
            web.MapGet("/late", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("start ");
                var refused = Record.Exception(() => context.Session.SetString("late", "1")) as CloakroomException;
                await context.Response.WriteAsync(refused?.Code.ToString() ?? "ok");
            });
            web.MapPost("/large", (HttpContext context) => context.Session.Set("large", new byte[3000]));
            web.MapPost("/id-then-write", (HttpContext context) =>
            {
                var id = context.Session.Id;
                context.Session.SetString("a", "1");
                return id;
            });
        };
        change?.Invoke(setup);
    });

    /// <summary>Lets requests through in pairs.</summary>
    private sealed class Barrier
    {
        private TaskCompletionSource? _first;

        public Task WaitAsync()
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Interlocked.CompareExchange(ref _first, mine, null) is not { } first)
                return mine.Task;
            Interlocked.Exchange(ref _first, null);
            first.SetResult();
            return Task.CompletedTask;
        }
    }
}
