using System.Net;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Tests.Applications;
using Cloakroom.Edge.Tests.Forwarding;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>A request that is held open by its body until somebody has signed in with the visit that it is of.</summary>
public sealed class VisitBodyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_ThatEndsAfterTheSignIn_DoesNotReachTheApplicationWhole(bool hasLength)
    {
        var whole = 0;
        var arrived = new TaskCompletionSource();
        await using var upstream = await TestUpstream.StartAsync(context => AnswerAsync(context, arrived, () => Interlocked.Increment(ref whole)));
        await using var edge = await EdgeBefore.StartAsync(new Uri(upstream.Url), [new GuardedCookieOptions { Name = "sid" }]);
        using var alice = new Browser(edge.Address);
        await alice.GetAsync("/page");
        var slow = new SlowContent(hasLength);
        using var client = new HttpClient();
        var writing = client.SendAsync(Post(edge.Address, "/cart", alice, slow), Ct);
        await arrived.Task.WaitAsync(Ct);

        (await alice.PostAsync("/login")).Status.ShouldBe(HttpStatusCode.OK);
        slow.MayEnd.SetResult();

        (await writing).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        whole.ShouldBe(0);
        (await alice.GetAsync("/me")).Body.ShouldBe("visitor-0123456789abcdef");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_OfAVisitThatGoesOn_ReachesTheApplicationWhole(bool hasLength)
    {
        var whole = 0;
        var arrived = new TaskCompletionSource();
        await using var upstream = await TestUpstream.StartAsync(context => AnswerAsync(context, arrived, () => Interlocked.Increment(ref whole)));
        await using var edge = await EdgeBefore.StartAsync(new Uri(upstream.Url), [new GuardedCookieOptions { Name = "sid" }]);
        using var visitor = new Browser(edge.Address);
        await visitor.GetAsync("/page");
        var slow = new SlowContent(hasLength);
        slow.MayEnd.SetResult();
        using var client = new HttpClient();

        (await client.SendAsync(Post(edge.Address, "/cart", visitor, slow), Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        whole.ShouldBe(1);
    }

    private static HttpRequestMessage Post(Uri edge, string path, Browser browser, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(edge, path)) { Content = content };
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("Cookie", browser.Jar.HeaderFor(path));
        return request;
    }

    /// <summary>Begins when it has all of a request, as PHP does, and keeps identifiers.</summary>
    private static async Task AnswerAsync(HttpContext context, TaskCompletionSource arrived, Action cart)
    {
        if (context.Request.Path == "/cart")
            arrived.TrySetResult();
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        if (context.Request.Path == "/cart")
            cart();
        if (context.Request.Cookies["sid"] is { } sid)
            await context.Response.WriteAsync(sid);
        else
            context.Response.Headers.SetCookie = "sid=visitor-0123456789abcdef; Path=/; Secure";
    }

    private sealed class SlowContent(bool hasLength) : HttpContent
    {
        private static readonly byte[] Half = "12345"u8.ToArray();

        public TaskCompletionSource MayEnd { get; } = new();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Half);
            await stream.FlushAsync();
            await MayEnd.Task;
            await stream.WriteAsync(Half);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 2 * Half.Length;
            return hasLength;
        }
    }
}
