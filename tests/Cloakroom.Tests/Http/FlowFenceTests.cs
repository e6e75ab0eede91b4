using System.Net;
using System.Threading.Channels;
using Cloakroom.Http;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Http;

/// <summary>Code that kept a request cannot use the session of whoever has its context now (invariant I6, peers 12; GitHub 2021).</summary>
public sealed class FlowFenceTests
{
    [Fact]
    public async Task BackgroundSignIn_StockOnAReusedContext_LandsOnTheOtherUsersResponse()
    {
        var late = new LateTask(context => context.SignInAsync(TestEndpoints.Principal("alice")));
        await using var app = await StartAsync(late, stock: true);
        var (alice, bob) = app.BrowseOverOneConnection();
        await alice.PostAsync("/start");
        await bob.SignInAsync("bob");

        await late.RunDuringAsync(bob);

        late.Failure.ShouldBeNull();
        (await bob.BodyAsync("/me")).ShouldBe("alice");
    }

    [Fact]
    public async Task BackgroundSignIn_OnAReusedContext_IsRefusedAndTheOtherUserStays()
    {
        var late = new LateTask(context => context.SignInAsync(TestEndpoints.Principal("alice")));
        await using var app = await StartAsync(late);
        var (alice, bob) = app.BrowseOverOneConnection();
        await alice.SignInAsync("alice");
        await alice.PostAsync("/start");
        await bob.SignInAsync("bob");

        var answer = await late.RunDuringAsync(bob);

        late.ShouldBeCrossFlow();
        answer.SetCookies.ShouldBeEmpty();
        (await bob.BodyAsync("/me")).ShouldBe("bob");
        var mixup = app.Mixups.All.ShouldHaveSingleItem();
        mixup.Kind.ShouldBe(MixupKind.CrossFlow);
        mixup.Disposition.ShouldBe(MixupDisposition.Blocked);
        mixup.Owner.Subject.ShouldBe("alice");
        mixup.Presenter.Subject.ShouldBe("bob");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BackgroundReadOfUser_OnAReusedContext_IsTheOtherUserOnStockOnly(bool stock)
    {
        string? seen = null;
        var late = new LateTask(context =>
        {
            seen = context.User.Identity?.Name;
            return Task.CompletedTask;
        });
        await using var app = await StartAsync(late, stock);
        var (alice, bob) = app.BrowseOverOneConnection();
        await alice.SignInAsync("alice");
        await alice.PostAsync("/start");
        await bob.SignInAsync("bob");

        await late.RunDuringAsync(bob);

        seen.ShouldBe(stock ? "bob" : null);
        if (!stock)
            late.ShouldBeCrossFlow();
    }

    public static TheoryData<string> Uses => ["sign-in", "sign-out", "authenticate", "rotate", "read", "write", "remove", "keys", "id", "load", "commit"];

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task BackgroundUse_OnAReusedContext_IsRefusedAndChangesNothing(string use)
    {
        var late = new LateTask(context => UseAsync(context, use));
        await using var app = await StartAsync(late);
        var (alice, bob) = app.BrowseOverOneConnection();
        await alice.SignInAsync("alice");
        await alice.PostAsync("/start");
        await bob.SignInAsync("bob");
        await bob.PostAsync("/data/basket/pears");

        var answer = await late.RunDuringAsync(bob);

        late.ShouldBeCrossFlow();
        answer.SetCookies.ShouldBeEmpty();
        (await bob.BodyAsync("/me")).ShouldBe("bob");
        (await bob.BodyAsync("/data/basket")).ShouldBe("pears");
        (await bob.BodyAsync("/data/late")).ShouldBe("-");
        app.Mixups.Of(MixupKind.CrossFlow).ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task BackgroundUse_AfterItsRequestEnded_IsRefused(string use)
    {
        var late = new LateTask(context => UseAsync(context, use));
        await using var app = await StartAsync(late);
        var alice = await app.Browse().SignInAsync("alice");
        await alice.PostAsync("/start");

        await late.RunAsync();

        // Past the request the server may have torn the context down; either way nothing is used.
        late.Failure.ShouldNotBeNull();
        (await alice.BodyAsync("/me")).ShouldBe("alice");
        (await alice.BodyAsync("/data/late")).ShouldBe("-");
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task CapturedSession_OnAReusedContext_IsRefused(string use)
    {
        ISession? captured = null;
        var late = new LateTask(_ => UseAsync(captured!, use));
        await using var app = await StartAsync(late, capture: session => captured = session);
        var (alice, bob) = app.BrowseOverOneConnection();
        await alice.SignInAsync("alice");
        await alice.PostAsync("/start");
        await bob.SignInAsync("bob");

        await late.RunDuringAsync(bob);

        if (use is "sign-in" or "sign-out" or "authenticate" or "rotate")
            return; // Not members of a session.
        late.ShouldBeCrossFlow();
        (await bob.BodyAsync("/data/late")).ShouldBe("-");
        (await alice.BodyAsync("/data/late")).ShouldBe("-");
    }

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    [InlineData("sign-in")]
    public async Task QueueConsumer_WithoutAnyFlow_IsRefused(string use)
    {
        var queue = Channel.CreateUnbounded<(HttpContext Context, TaskCompletionSource<Exception?> Done)>();
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Kestrel = true;
            setup.Then = web => web.MapPost("/enqueue", async (HttpContext context) =>
            {
                var done = new TaskCompletionSource<Exception?>();
                queue.Writer.TryWrite((context, done));
                return ((await done.Task as CloakroomException)?.Code).ToString();
            });
        });
        var consumer = ConsumeAsync(queue.Reader, use);
        var alice = await app.Browse().SignInAsync("alice");

        // Even while the request still runs: a consumer on another flow may be late, and cannot know.
        (await alice.PostAsync("/enqueue")).Body.ShouldBe(nameof(CloakroomErrorCode.CrossFlow));

        queue.Writer.Complete();
        await consumer;
        app.Mixups.All.ShouldHaveSingleItem().Owner.ShouldBe(MixupParty.Unknown);
        (await alice.BodyAsync("/me")).ShouldBe("alice");
        (await alice.BodyAsync("/data/late")).ShouldBe("-");
    }

    [Fact]
    public async Task SuppressedFlow_InsideTheRequest_IsRefused()
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Kestrel = true;
            setup.Then = web => web.MapGet("/suppressed", async (HttpContext context) =>
            {
                Task<Exception?> task;
                using (ExecutionContext.SuppressFlow())
                    task = Task.Run(async () => await Record.ExceptionAsync(() => UseAsync(context, "read")));
                return ((await task as CloakroomException)?.Code).ToString();
            });
        });
        var alice = await app.Browse().SignInAsync("alice");

        (await alice.BodyAsync("/suppressed")).ShouldBe(nameof(CloakroomErrorCode.CrossFlow));
    }

    [Fact]
    public async Task BackgroundUse_Observed_GoesOnAndIsExposed()
    {
        var late = new LateTask(context => UseAsync(context, "write"));
        await using var app = await StartAsync(late, options: options => (options.Rules.CrossFlow, options.Policies.Quarantine.Mode) = (RuleMode.Observe, PolicyMode.Off));
        var (alice, bob) = app.BrowseOverOneConnection();
        await alice.SignInAsync("alice");
        await alice.PostAsync("/start");
        await bob.SignInAsync("bob");

        await late.RunDuringAsync(bob);

        late.Failure.ShouldBeNull();
        app.Mixups.All.ShouldNotBeEmpty();
        app.Mixups.All.ShouldAllBe(mixup => mixup.Kind == MixupKind.CrossFlow && mixup.Disposition == MixupDisposition.Exposed);
    }

    [Fact]
    public async Task BackgroundSignIn_Observed_TheReceiversUsesAreForeignUntilTheySignIn()
    {
        var late = new LateTask(context => context.SignInAsync(TestEndpoints.Principal("alice")));
        await using var app = await StartAsync(late, options: options => (options.Rules.CrossFlow, options.Policies.Quarantine.Mode) = (RuleMode.Observe, PolicyMode.Off));
        var (alice, bob) = app.BrowseOverOneConnection();
        await alice.SignInAsync("alice");
        await alice.PostAsync("/start");
        await bob.SignInAsync("bob");
        var bobId = await bob.BodyAsync("/id");
        await late.RunDuringAsync(bob);

        (await bob.BodyAsync("/me")).ShouldBe("alice");
        await bob.PostAsync("/data/basket/apples");
        await bob.PostAsync("/rotate");
        (await bob.BodyAsync("/me")).ShouldBe("alice");
        await bob.SignInAsync("bob");
        (await bob.BodyAsync("/me")).ShouldBe("bob");
        await app.Get<UseJournal>().WriteAsync();

        var impact = await new ImpactReader(app.Store, app.Store).ReadAsync(app.Clock.GetUtcNow().AddHours(-1), app.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
        impact.Exposed.ShouldNotBeEmpty();
        impact.Exposed.ShouldAllBe(pair => pair.Owner.Subject == "alice" && pair.Receiver == new MixupParty("bob", bobId));
        // As Alice: /me, basket, rotation, /me, and the sign-in that ended it.
        impact.Exposed.Sum(pair => pair.Requests).ShouldBe(5);
        impact.Exposed.Sum(pair => pair.UnsafeRequests).ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BackgroundSignIn_ObservedInABrowserWithoutALiveSession_IsNamedAsFarAsKnownAndContained(bool hadOne)
    {
        var late = new LateTask(context => context.SignInAsync(TestEndpoints.Principal("alice")));
        await using var app = await StartAsync(late, options: options => (options.Rules.CrossFlow, options.Policies.Quarantine.Mode) = (RuleMode.Observe, PolicyMode.Off));
        var (alice, bob) = app.BrowseOverOneConnection();
        await alice.SignInAsync("alice");
        await alice.PostAsync("/start");
        if (hadOne)
        {
            await bob.SignInAsync("bob");
            // Ended elsewhere; his browser brings it all the same, with its binding.
            await app.Control.RevokeSubjectAsync("bob", "ann", "a test", TestContext.Current.CancellationToken);
        }

        await late.RunDuringAsync(bob);
        (await bob.BodyAsync("/me")).ShouldBe("alice");
        await app.Get<UseJournal>().WriteAsync();

        var now = app.Clock.GetUtcNow();
        var impact = await new ImpactReader(app.Store, app.Store).ReadAsync(now.AddHours(-1), now, TestContext.Current.CancellationToken);
        var receiver = impact.Exposed.ShouldHaveSingleItem().Receiver;
        receiver.Subject.ShouldBe(hadOne ? "bob" : null);
        receiver.SessionId.ShouldNotBeNull("a browser without a session is somebody all the same");
        var containment = app.Get<Containment>();
        var incident = (await app.Store.ReadIncidentsAsync(1, TestContext.Current.CancellationToken))[0];
        var scope = await containment.FindInvolvedAsync(incident.Id, TestContext.Current.CancellationToken);
        await containment.EndAsync(scope!, "ann", "a leak", TestContext.Current.CancellationToken);

        (await bob.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
    }

    [Fact]
    public async Task Request_ThatWaitedForAnotherFlow_IsItselfUnharmed()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Then = web => web.MapPost("/parallel", async (HttpContext context) =>
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => context.Session.GetString("k" + i))));
            Parallel.For(0, 8, i => _ = context.Session.Id);
            var thread = new Thread(() => _ = context.Session.Id);
            thread.Start();
            thread.Join();
            await Parallel.ForEachAsync(Enumerable.Range(0, 4), async (_, _) => await context.AuthenticateAsync());
            return TestEndpoints.WhoIs(context);
        }));
        var alice = await app.Browse().SignInAsync("alice");

        (await alice.PostAsync("/parallel")).Body.ShouldBe("alice");

        app.Mixups.All.ShouldBeEmpty();
    }

    private static async Task ConsumeAsync(ChannelReader<(HttpContext Context, TaskCompletionSource<Exception?> Done)> queue, string use)
    {
        await foreach (var (context, done) in queue.ReadAllAsync())
            done.SetResult(await Record.ExceptionAsync(() => UseAsync(context, use)));
    }

    private static async Task UseAsync(HttpContext context, string use)
    {
        switch (use)
        {
            case "sign-in":
                await context.SignInAsync(TestEndpoints.Principal("alice"));
                break;
            case "sign-out":
                await context.SignOutAsync();
                break;
            case "authenticate":
                await context.AuthenticateAsync();
                break;
            case "rotate":
                await RotateAsync(context);
                break;
            default:
                await UseAsync(context.Session, use);
                break;
        }
    }

    private static async Task RotateAsync(HttpContext context)
    {
        var sessions = (Cloakroom.Sessions.ISessionManager)context.RequestServices.GetService(typeof(Cloakroom.Sessions.ISessionManager))!;
        await sessions.RotateAsync(context);
    }

    private static async Task UseAsync(ISession session, string use)
    {
        switch (use)
        {
            case "read":
                session.TryGetValue("basket", out _);
                break;
            case "write":
                session.SetString("late", "written by a task of another request");
                await session.CommitAsync();
                break;
            case "remove":
                session.Remove("basket");
                await session.CommitAsync();
                break;
            case "keys":
                _ = session.Keys.Count();
                break;
            case "id":
                _ = session.Id;
                break;
            case "load":
                await session.LoadAsync();
                break;
            case "commit":
                await session.CommitAsync();
                break;
        }
    }

    private static Task<TestApp> StartAsync(LateTask late, bool stock = false, Action<CloakroomOptions>? options = null, Action<ISession>? capture = null) =>
        TestApp.StartAsync(setup =>
        {
            setup.Stock = stock;
            setup.Kestrel = true;
            setup.Options = options;
            setup.Then = web =>
            {
                web.MapPost("/start", (HttpContext context) =>
                {
                    capture?.Invoke(context.Session);
                    late.Start(context);
                    return "started";
                });
                web.MapGet("/while", late.WaitAsync);
            };
        });

    /// <summary>A task that a request leaves running, and that goes on when the test says so.</summary>
    private sealed class LateTask(Func<HttpContext, Task> work)
    {
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _inRequest = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Task? _task;

        public Exception? Failure { get; private set; }

        public void Start(HttpContext context) => _task = Task.Run(async () =>
        {
            await _go.Task;
            Failure = await Record.ExceptionAsync(() => work(context));
        });

        /// <summary>The other user's request, which stays on the connection until the task is done.</summary>
        public async Task<string> WaitAsync()
        {
            _inRequest.SetResult();
            await _task!;
            return "waited";
        }

        public async Task<Answer> RunDuringAsync(Browser other)
        {
            var request = other.GetAsync("/while");
            await _inRequest.Task;
            _go.SetResult();
            return await request;
        }

        public async Task RunAsync()
        {
            _go.SetResult();
            await _task!;
        }

        public void ShouldBeCrossFlow() => Failure.ShouldBeOfType<CloakroomException>().Code.ShouldBe(CloakroomErrorCode.CrossFlow);
    }
}
