using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json.Nodes;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Forwarding;
using Cloakroom.Edge.Hosting;
using Cloakroom.Edge.Tests.Forwarding;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Hosting;

public sealed class AdminTests : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/healthz/live", "live")]
    [InlineData("/healthz/ready", "\"Healthy\"")]
    [InlineData("/metrics", "cloakroom_edge_upstream_requests_total{cloakroom_upstream=\"http://127.0.0.1:")]
    [InlineData("/status", "\"version\"")]
    public async Task Get_Known_Answers(string path, string expected)
    {
        var (edge, admin) = await StartAsync();
        using var client = edge.CreateClient();
        await client.GetStringAsync("/", Cancellation);

        (await admin.GetStringAsync(path, Cancellation)).ShouldContain(expected);
    }

    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    [InlineData("/status")]
    [InlineData("/metrics")]
    public async Task Public_AdminPath_IsTheApplications(string path)
    {
        var (edge, _) = await StartAsync();
        using var client = edge.CreateClient();

        (await client.GetStringAsync(path, Cancellation)).ShouldBe($"application {path}");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/account")]
    [InlineData("/metrics/")]
    public async Task Admin_ApplicationPath_IsNotThere(string path)
    {
        var (_, admin) = await StartAsync();

        using var response = await admin.GetAsync(path, Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldNotContain("application /");
    }

    [Theory]
    [InlineData("POST /status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 405)]
    [InlineData("GET /status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 421)]
    [InlineData("GET /status HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n", 200)]
    [InlineData("HEAD /status HTTP/1.1\r\nHost: [::1]:1\r\nConnection: close\r\n\r\n", 200)]
    public async Task Admin_OtherMethodOrName_IsRefused(string request, int status)
    {
        var (edge, _) = await StartAsync();

        RawClient.StatusOf(await RawClient.SendAsync(new Uri(edge.Admin.Address!), request)).ShouldBe(status);
    }

    [Fact]
    public async Task Ready_NoUpstreamAnswers_Is503()
    {
        var (edge, admin) = await StartAsync();
        edge.Services.GetRequiredService<UpstreamPools>().Current!.Upstreams[0].Failed(refused: true);

        using var response = await admin.GetAsync("/healthz/ready", Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain("No upstream answers.");
    }

    [Fact]
    public async Task Ready_Draining_Is503()
    {
        var (edge, admin) = await StartAsync();
        edge.Services.GetRequiredService<Drain>().Begin();

        using var response = await admin.GetAsync("/healthz/ready", Cancellation);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Status_AfterRequests_CountsThem()
    {
        var (edge, admin) = await StartAsync();
        using var client = edge.CreateClient();
        await client.GetStringAsync("/a", Cancellation);
        await client.GetStringAsync("/b", Cancellation);

        var status = JsonNode.Parse(await admin.GetStringAsync("/status", Cancellation))!;

        status["upstreams"]![0]!["requests"]!.GetValue<long>().ShouldBe(2);
        status["counters"]!.AsObject().Single(counter => counter.Key.StartsWith("cloakroom.edge.upstream.requests{", StringComparison.Ordinal)).Value!.GetValue<long>().ShouldBe(2);
    }

    [Fact]
    public async Task Off_NothingListens()
    {
        await using var edge = await TestEdge.StartAsync(TestEdge.OptionsFor("http://127.0.0.1:1"));

        edge.Admin.Address.ShouldBeNull();
    }

    [Fact]
    public void Metrics_EachKind_IsWrittenAsPrometheusReadsIt()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var collector = new MetricsCollector(meters);
        var meter = meters.Create("Cloakroom");
        var counter = meter.CreateCounter<long>("cloakroom.things", "{thing}", "Things\nof \\ all kinds.");
        var histogram = meter.CreateHistogram("cloakroom.wait", "s", "Waiting.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        var level = meter.CreateUpDownCounter<int>("cloakroom.level");
        meter.CreateObservableGauge("cloakroom.size", () => 7.5, "By", "Size.");
        using var foreign = new Meter("Cloakroom", null, null, scope: new object());
        foreign.CreateCounter<long>("cloakroom.foreign").Add(1);

        counter.Add(1, new KeyValuePair<string, object?>("cloakroom.kind", "a\"b\\c\nd"));
        counter.Add(2, new KeyValuePair<string, object?>("cloakroom.kind", "a\"b\\c\nd"));
        counter.Add(5);
        histogram.Record(0.05);
        histogram.Record(0.5);
        histogram.Record(5);
        level.Add(3);
        level.Add(-1);

        collector.Read().ReplaceLineEndings("\n").ShouldBe(
            """
            # HELP cloakroom_level 
            # TYPE cloakroom_level gauge
            cloakroom_level 2
            # HELP cloakroom_size_bytes Size.
            # TYPE cloakroom_size_bytes gauge
            cloakroom_size_bytes 7.5
            # HELP cloakroom_things_total Things\nof \\ all kinds.
            # TYPE cloakroom_things_total counter
            cloakroom_things_total{cloakroom_kind="a\"b\\c\nd"} 3
            cloakroom_things_total 5
            # HELP cloakroom_wait_seconds Waiting.
            # TYPE cloakroom_wait_seconds histogram
            cloakroom_wait_seconds_bucket{le="0.1"} 1
            cloakroom_wait_seconds_bucket{le="1"} 2
            cloakroom_wait_seconds_bucket{le="+Inf"} 3
            cloakroom_wait_seconds_sum 5.55
            cloakroom_wait_seconds_count 3

            """.ReplaceLineEndings("\n"));
        collector.Read().ShouldBe(collector.Read());
    }

    [Fact]
    public async Task Metrics_ReadInParallel_AreWholeEachTime()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        using var collector = new MetricsCollector(meters);
        var meter = meters.Create("Cloakroom");
        for (var i = 0; i < 100; i++)
            meter.CreateObservableGauge($"cloakroom.size.n{i}", () => 7);
        var whole = collector.Read();

        var scrapes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 200).Count(_ => collector.Read() != whole))));

        scrapes.Sum().ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
            await owned.DisposeAsync();
    }

    private async Task<(TestEdge Edge, HttpClient Admin)> StartAsync()
    {
        var upstream = await TestUpstream.StartAsync(context => context.Response.WriteAsync($"application {context.Request.Path}"));
        _owned.Add(upstream);
        var options = TestEdge.OptionsFor(upstream.Url);
        options.Admin = new AdminOptions { Listen = "http://127.0.0.1:0" };
        var edge = await TestEdge.StartAsync(options);
        _owned.Add(edge);
        return (edge, new HttpClient { BaseAddress = new Uri(edge.Admin.Address!) });
    }
}
