using System.Net;
using Cloakroom.Edge.Tests.Issuing;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Tests.Forwarding;

/// <summary>What is large goes through and stays nowhere.</summary>
[Collection<AloneInTheProcess>]
public sealed class StreamingMemoryTests
{
    private const long Large = 512L * 1024 * 1024;
    private const long Flat = 48L * 1024 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2")]
    public async Task LargeDownload_MemoryStaysFlat(string version)
    {
        await using var upstream = await TestUpstream.StartAsync(async context =>
        {
            context.Response.ContentLength = Large;
            await Generated.WriteAsync(context.Response.Body, Large);
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = CreateClient(edge);
        using var request = Request(HttpMethod.Get, version);
        using var peak = new PeakMemory();

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        response.Version.ToString(version.Length == 1 ? 1 : 2).ShouldBe(version);
        (await Generated.ReadAsync(await response.Content.ReadAsStreamAsync(Cancellation))).ShouldBe(Large);

        peak.Growth.ShouldBeLessThan(Flat);
    }

    [Theory]
    [InlineData("1.1", true)]
    [InlineData("1.1", false)]
    [InlineData("2", true)]
    public async Task LargeUpload_MemoryStaysFlat(string version, bool chunked)
    {
        await using var upstream = await TestUpstream.StartAsync(async context =>
        {
            var count = await Generated.ReadAsync(context.Request.Body);
            await context.Response.WriteAsync(count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        });
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url));
        using var client = CreateClient(edge);
        using var request = Request(HttpMethod.Post, version);
        request.Content = new Generated(Large, chunked);
        using var peak = new PeakMemory();

        using var response = await client.SendAsync(request, Cancellation);

        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe(Large.ToString(System.Globalization.CultureInfo.InvariantCulture));
        peak.Growth.ShouldBeLessThan(Flat);
    }

    /// <summary>What this tests is memory: a busy machine may take as long as it likes.</summary>
    private static HttpClient CreateClient(TestEdge edge)
    {
        var client = edge.CreateClient();
        client.Timeout = Timeout.InfiniteTimeSpan;
        return client;
    }

    private static HttpRequestMessage Request(HttpMethod method, string version) =>
        new(method, "/") { Version = version == "2" ? HttpVersion.Version20 : HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
}
