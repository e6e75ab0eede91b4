using System.Net;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Forwarding;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Forwarding;

public sealed class FailureTests
{
    [Fact]
    public async Task Refused_Is502WithoutDetails()
    {
        var (response, body, result) = await AskAsync($"http://127.0.0.1:{LoopbackPort.Free()}");

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        body.ShouldNotContain("127.0.0.1");
        body.ShouldNotContain("Exception");
        result.ShouldBe(ForwardResult.Unreachable);
    }

    [Theory]
    [InlineData("text/html,*/*", "text/html")]
    [InlineData("application/json", "application/problem+json")]
    [InlineData("*/*", "text/plain")]
    public async Task Refused_Accept_IsHonoured(string accept, string type)
    {
        var (response, body, _) = await AskAsync($"http://127.0.0.1:{LoopbackPort.Free()}", accept: accept);

        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        body.ShouldContain("The site did not answer");
    }

    [Fact]
    public async Task Silent_Is504()
    {
        using var upstream = RawUpstream.With(async (stream, _) => await stream.ReadAsync(new byte[1]) > 0);

        var (response, _, result) = await AskAsync(upstream.Url, options => options.Forwarding.ActivityTimeout = TimeSpan.FromMilliseconds(300));

        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        result.ShouldBe(ForwardResult.TimedOut);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nSet-Cookie: sid=secret-of-somebody\r\nContent-Le")]
    [InlineData("rubbish\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!")]
    public async Task BrokenHead_Is502(string bytes)
    {
        using var upstream = RawUpstream.Answering(bytes);

        var (response, body, _) = await AskAsync(upstream.Url);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        body.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nonly this")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nonly")]
    public async Task HalfABody_IsNotACompleteResponse(string bytes)
    {
        using var upstream = RawUpstream.With(async (stream, _) =>
        {
            await RawUpstream.WriteAsync(stream, bytes);
            await Task.Delay(50);
            return false;
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = edge.CreateClient();

        await Should.ThrowAsync<HttpRequestException>(() => client.GetStringAsync("/", TestContext.Current.CancellationToken));

        await Eventually.TrueAsync(() => !edge.Results.IsEmpty);
        edge.Results.ShouldBe([ForwardResult.Truncated]);
    }

    [Fact]
    public async Task ResetInTheBody_IsNotACompleteResponse()
    {
        using var upstream = RawUpstream.With(async (stream, _) =>
        {
            // Without a length, only the reset tells that there is more.
            await RawUpstream.WriteAsync(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nonly this");
            await Task.Delay(50);
            RawUpstream.Reset(stream);
            return false;
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = edge.CreateClient();

        await Should.ThrowAsync<HttpRequestException>(() => client.GetStringAsync("/", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task TransformerThrows_Is502WithoutTheApplicationsHeaders()
    {
        using var upstream = RawUpstream.Answering("HTTP/1.1 200 OK\r\nSet-Cookie: sid=secret\r\nContent-Length: 6\r\n\r\nsecret");
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url), plan => new Throwing(plan));
        using var client = edge.CreateClient();

        using var response = await client.GetAsync("/", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("secret");
    }

    [Fact]
    public async Task TransformerAnswers_NothingIsAdded()
    {
        using var upstream = RawUpstream.Answering("HTTP/1.1 200 OK\r\nSet-Cookie: sid=secret\r\nContent-Length: 6\r\n\r\nsecret");
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url), plan => new Answering(plan));
        using var client = edge.CreateClient();

        using var response = await client.GetAsync("/", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("held back");
        await Eventually.TrueAsync(() => !edge.Results.IsEmpty);
        edge.Results.ShouldBe([ForwardResult.Completed]);
    }

    private static async Task<(HttpResponseMessage Response, string Body, ForwardResult Result)> AskAsync(string upstream, Action<EdgeOptions>? configure = null, string accept = "text/html")
    {
        var options = TestEdge.OptionsFor(upstream);
        configure?.Invoke(options);
        await using var edge = await TestEdge.StartAsync(options);
        using var client = edge.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        var response = await client.GetAsync("/", TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => !edge.Results.IsEmpty);
        edge.Results.TryDequeue(out var result);
        return (response, body, result);
    }

    private sealed class Throwing(ForwardingPlan plan) : ForwardingTransformer(plan)
    {
        public override async ValueTask<bool> TransformResponseAsync(Microsoft.AspNetCore.Http.HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken) =>
            await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken) && proxyResponse is not null ? throw new InvalidOperationException("secret") : false;
    }

    private sealed class Answering(ForwardingPlan plan) : ForwardingTransformer(plan)
    {
        public override async ValueTask<bool> TransformResponseAsync(Microsoft.AspNetCore.Http.HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
        {
            await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
            await Cloakroom.Edge.Hosting.MaintenancePage.WriteAsync(httpContext, Cloakroom.Edge.Hosting.PageKind.ResponseRefused);
            return false;
        }
    }
}
