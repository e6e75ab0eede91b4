using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cloakroom.Edge.Tests.Forwarding;

public sealed class CancellationTests
{
    private const int Users = 16;
    private const int RequestsEach = 200;

    /// <summary>The fault of redis-py in March 2023: a request is given up, its answer stays on the connection, and the next one gets it.</summary>
    [Theory]
    [InlineData("1.1")]
    [InlineData("2")]
    public async Task Cancelled_SlowUpstream_NoAnswerReachesAnother(string version)
    {
        await using var upstream = await TestUpstream.StartAsync(AnswerSlowlyAsync, version == "2" ? HttpProtocols.Http2 : HttpProtocols.Http1);
        var options = TestEdge.OptionsFor(upstream.Url);
        options.Forwarding.HttpVersion = version;
        await using var edge = await TestEdge.StartAsync(options);

        var (crossings, answered, cancelled, broken) = await RunAsync(edge);

        crossings.ShouldBeEmpty();
        broken.ShouldBeLessThan(Users * RequestsEach / 20);
        (answered + broken).ShouldBeGreaterThan(Users * RequestsEach / 2 - 1);
        cancelled.ShouldBeGreaterThan(Users);
    }

    [Fact]
    public async Task Crossing_Happens_IsSeen()
    {
        // The twin: an application that keeps the answer of the request before.
        var last = "";
        await using var upstream = await TestUpstream.StartAsync(async context =>
        {
            var nonce = context.Request.Headers["X-Nonce"].ToString();
            var answer = Interlocked.Exchange(ref last, nonce);
            context.Response.Headers["X-Nonce"] = answer;
            await context.Response.WriteAsync(answer);
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));

        (await RunAsync(edge)).Crossings.ShouldNotBeEmpty();
    }

    private static async Task<(IReadOnlyCollection<string> Crossings, int Answered, int Cancelled, int Broken)> RunAsync(TestEdge edge)
    {
        using var client = edge.CreateClient();
        var crossings = new ConcurrentQueue<string>();
        var answered = 0;
        var cancelled = 0;
        var broken = 0;

        await Task.WhenAll(Enumerable.Range(0, Users).Select(async user =>
        {
            for (var i = 0; i < RequestsEach; i++)
            {
                var nonce = $"{user}-{i}-{new string((char)('a' + user), 2000)}";
                using var request = new HttpRequestMessage(i % 3 == 0 ? HttpMethod.Post : HttpMethod.Get, $"/?delay={(user + i) % 7}");
                request.Headers.Add("X-Nonce", nonce);
                if (i % 3 == 0)
                    request.Content = new StringContent(nonce);
                using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds((user * 3 + i) % 9));
                try
                {
                    using var response = await client.SendAsync(request, (user + i) % 2 == 0 ? patience.Token : CancellationToken.None);
                    var body = await response.Content.ReadAsStringAsync((user + i) % 2 == 0 ? patience.Token : CancellationToken.None);
                    Interlocked.Increment(ref answered);
                    if (body != nonce || response.Headers.GetValues("X-Nonce").Single() != nonce)
                        crossings.Enqueue($"asked {nonce[..8]} got {body[..Math.Min(8, body.Length)]} ({response.StatusCode})");
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                }
                catch (HttpRequestException)
                {
                    // Its connection ended: an application that answers without reading the body leaves no other way.
                    Interlocked.Increment(ref broken);
                }
            }
        }));

        return (crossings, answered, cancelled, broken);
    }

    private static async Task AnswerSlowlyAsync(HttpContext context)
    {
        var nonce = context.Request.Headers["X-Nonce"].ToString();
        var delay = int.Parse(context.Request.Query["delay"].ToString(), System.Globalization.CultureInfo.InvariantCulture);
        if (delay != 5)
            await context.Request.Body.CopyToAsync(Stream.Null, CancellationToken.None);
        // Goes on when the edge has given up, as an application without cancellation does.
        await Task.Delay(delay, CancellationToken.None);
        context.Response.Headers["X-Nonce"] = nonce;
        await context.Response.WriteAsync(nonce[..(nonce.Length / 2)], CancellationToken.None);
        if (delay % 2 == 0)
            await Task.Delay(delay, CancellationToken.None);
        await context.Response.WriteAsync(nonce[(nonce.Length / 2)..], CancellationToken.None);
    }
}
