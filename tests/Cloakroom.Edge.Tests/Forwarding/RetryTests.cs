using System.Net;
using Cloakroom.Edge.Forwarding;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Forwarding;

public sealed class RetryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task OneOfTwoRefuses_EveryRequestIsAnsweredByTheOther(string method)
    {
        await using var upstream = await TestUpstream.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(context.Request.Path + await reader.ReadToEndAsync(context.RequestAborted));
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(DeadUrl(), upstream.Url));
        using var client = edge.CreateClient();

        for (var i = 0; i < 20; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"/{i}") { Content = method == "POST" ? new StringContent("body") : null };
            using var response = await client.SendAsync(request, Cancellation);
            (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe(method == "POST" ? $"/{i}body" : $"/{i}");
        }

        edge.Services.GetRequiredService<UpstreamPools>().Current!.Upstreams[0].Failures.ShouldBeGreaterThan(0);
        await Eventually.TrueAsync(() => edge.Services.GetRequiredService<UpstreamPools>().Running == 0);
    }

    [Fact]
    public async Task AllRefuse_Is502AndEachWasTriedOnce()
    {
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(DeadUrl(), DeadUrl(), DeadUrl()));
        using var client = edge.CreateClient();

        using var response = await client.GetAsync("/", Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        edge.Services.GetRequiredService<UpstreamPools>().Current!.Upstreams.ShouldAllBe(upstream => upstream.Failures == 1);
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("POST", "body")]
    [InlineData("DELETE", "")]
    public async Task AnswerBreaksOff_IsNotSentAgainToAnother(string method, string body)
    {
        using var first = RawUpstream.Answering("");
        using var second = RawUpstream.Answering("");
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(first.Url, second.Url));

        var response = await RawClient.SendAsync(edge.Address, $"{method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{(body.Length > 0 ? $"Content-Length: {body.Length}\r\n" : "")}\r\n{body}");

        RawClient.StatusOf(response).ShouldBe(502);
        (first.Heads.Count + second.Heads.Count).ShouldBe(1);
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("POST", "Content-Length: 0\r\n")]
    [InlineData("DELETE", "")]
    [InlineData("PATCH", "")]
    public async Task ReusedConnectionEndsAfterAnUnsafeRequest_IsNotSentAgain(string method, string headers)
    {
        // The application may have done what it was asked before its process died.
        using var upstream = RawUpstream.With(async (stream, head) =>
        {
            if (!head.StartsWith("GET /first", StringComparison.Ordinal))
                return false;
            await RawUpstream.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            return true;
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = edge.CreateClient();
        using var first = await client.GetAsync("/first", Cancellation);

        var response = await RawClient.SendAsync(edge.Address, $"{method} /second HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");

        RawClient.StatusOf(response).ShouldBe(502);
        upstream.Heads.Count(head => head.Contains("/second", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task ReusedConnectionEndsAfterASafeRequest_IsSentAgainToTheSameServer()
    {
        // Servers end idle connections at the very moment at which the next request is sent.
        var ends = 1;
        using var upstream = RawUpstream.With(async (stream, head) =>
        {
            if (head.StartsWith("GET /second", StringComparison.Ordinal) && Interlocked.Decrement(ref ends) == 0)
                return false;
            await RawUpstream.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            return true;
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = edge.CreateClient();
        using var first = await client.GetAsync("/first", Cancellation);

        using var second = await client.GetAsync("/second", Cancellation);

        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        upstream.Heads.Count(head => head.Contains("/second", StringComparison.Ordinal)).ShouldBe(2);
    }

    private static string DeadUrl() => $"http://127.0.0.1:{LoopbackPort.Free()}";
}
