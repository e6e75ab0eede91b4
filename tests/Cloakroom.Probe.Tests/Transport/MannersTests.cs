using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Probe.Tests.Transport;

public sealed class MannersTests
{
    private static readonly Uri Target = new("https://shop.example:8443/start");

    private readonly ManualClock _time = new();

    [Theory]
    [InlineData("https://shop.example:8443/x", true)]
    [InlineData("https://SHOP.example:8443/x", true)]
    [InlineData("https://shop.example/x", false)]
    [InlineData("http://shop.example:8443/x", true)]
    [InlineData("https://sub.shop.example:8443/x", false)]
    [InlineData("https://cdn.example/a.js", true)]
    [InlineData("http://cdn.example/a.js", true)]
    [InlineData("http://cdn.example:8080/a.js", false)]
    [InlineData("http://api.example:9000/", true)]
    [InlineData("http://api.example/", false)]
    [InlineData("http://[::1]:5000/", true)]
    [InlineData("https://bücher.example/", true)]
    [InlineData("https://xn--bcher-kva.example/", true)]
    [InlineData("https://shop.example:8443@evil.example/", false)]
    [InlineData("ftp://cdn.example/", false)]
    public void Allows_Host_ExactlyThoseNamed(string url, bool isAllowed) =>
        Manners(new() { Target = Target, Hosts = ["cdn.example", "api.example:9000", "[::1]:5000", "bücher.example"] }).Allows(new Uri(url)).ShouldBe(isAllowed);

    [Fact]
    public void Problems_ManyAtOnce_NamesAll()
    {
        var problems = new MannersOptions
        {
            Target = Target,
            Hosts = ["*.example.com", "a b", "x.example/path", "fine.example"],
            Exclude = ["logout"],
            RequestsPerSecond = 0,
            TotalRequests = 0,
            TotalBytes = 0,
            FailuresInARow = 0,
            LongestPause = TimeSpan.FromSeconds(-1),
        }.Problems();

        problems.Count.ShouldBe(9);
        problems.ShouldContain(problem => problem.Contains("'*.example.com'", StringComparison.Ordinal));
        Should.Throw<ArgumentException>(() => Manners(new() { Target = new Uri("/x", UriKind.Relative) }));
    }

    [Fact]
    public void Check_HostNotNamed_SaysWhichOptionWouldAllowIt()
    {
        var refusal = Should.Throw<MannersException>(() => Manners().Check(Get("https://cdn.example/a.js?token=secret")));

        refusal.Rule.ShouldBe(MannersRule.Host);
        refusal.Message.ShouldContain("--host cdn.example");
        refusal.Message.ShouldNotContain("secret");
    }

    [Fact]
    public void Check_HostFieldOfAnotherSite_Refuses()
    {
        var manners = Manners();

        Should.Throw<MannersException>(() => manners.Check(Get("/") with { Headers = [new("host", "admin.example")] })).Rule.ShouldBe(MannersRule.Host);
        Should.Throw<MannersException>(() => manners.Check(Get("/") with { Headers = [new("Host", "shop.example:8443/@x")] })).Rule.ShouldBe(MannersRule.Host);
        manners.Check(Get("/") with { Headers = [new("Host", "shop.example:8443")] });
    }

    [Theory]
    [InlineData("GET", false, true)]
    [InlineData("HEAD", false, true)]
    [InlineData("OPTIONS", false, true)]
    [InlineData("POST", false, false)]
    [InlineData("DELETE", false, false)]
    [InlineData("TRACE", false, false)]
    [InlineData("POST", true, true)]
    public void Check_Method_UnsafeOnlyFromScenario(string method, bool isFromScenario, bool isAllowed)
    {
        var request = Get("/") with { Method = new HttpMethod(method), IsFromScenario = isFromScenario };

        if (isAllowed)
            Manners().Check(request);
        else
            Should.Throw<MannersException>(() => Manners().Check(request)).Rule.ShouldBe(MannersRule.UnsafeMethod);
    }

    [Fact]
    public void Check_Excluded_AlsoForScenarios()
    {
        var manners = Manners(new() { Target = Target, Exclude = ["/logout"] });

        Should.Throw<MannersException>(() => manners.Check(Get("/logout?x") with { IsFromScenario = true })).Rule.ShouldBe(MannersRule.Excluded);
        manners.Allows(new Uri(Target, "/login")).ShouldBeTrue();
    }

    [Fact]
    public void Obey_Robots_RefusesButTheFileItself()
    {
        var manners = Manners();
        manners.Obey(RobotsRules.AllDisallowed);

        Should.Throw<MannersException>(() => manners.Check(Get("/x"))).Message.ShouldContain("robots.txt");
        manners.Check(Get("/robots.txt"));
    }

    [Fact]
    public async Task Admit_TotalUsedUp_Refuses()
    {
        var manners = Manners(new() { Target = Target, TotalRequests = 5, RequestsPerSecond = double.PositiveInfinity });
        using var burst = await manners.ReserveAsync(3, TestContext.Current.CancellationToken);
        await manners.AdmitAsync(Get("/"), TestContext.Current.CancellationToken);
        await manners.AdmitAsync(Get("/"), TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<MannersException>(async () => await manners.AdmitAsync(Get("/"), TestContext.Current.CancellationToken))).Rule.ShouldBe(MannersRule.Total);
        await Should.ThrowAsync<MannersException>(() => manners.ReserveAsync(1, TestContext.Current.CancellationToken));
        manners.RequestsLeft.ShouldBe(0);

        await manners.AdmitAsync(Get("/") with { Reservation = burst }, TestContext.Current.CancellationToken);
        burst.Dispose();
        manners.RequestsLeft.ShouldBe(2);
        await manners.AdmitAsync(Get("/") with { Reservation = burst }, TestContext.Current.CancellationToken);
        manners.RequestsLeft.ShouldBe(1);
    }

    [Fact]
    public async Task Admit_TotalBytesUsedUp_Refuses()
    {
        var manners = Manners(new() { Target = Target, TotalBytes = 1000 });
        manners.Learn(Answer(200, bytes: 1000));

        (await Should.ThrowAsync<MannersException>(async () => await manners.AdmitAsync(Get("/"), TestContext.Current.CancellationToken))).Message.ShouldContain("1,000 bytes");
    }

    [Fact]
    public async Task Admit_ReservedBurst_GoesAtOnceAndTheRateHolds()
    {
        var manners = Manners(new() { Target = Target, RequestsPerSecond = 10 });
        using var burst = await manners.ReserveAsync(20, TestContext.Current.CancellationToken);
        for (var i = 0; i < 20; i++)
            manners.AdmitAsync(Get("/") with { Reservation = burst }, TestContext.Current.CancellationToken).AsTask().IsCompleted.ShouldBeTrue();
        var next = manners.AdmitAsync(Get("/") with { Reservation = burst }, TestContext.Current.CancellationToken).AsTask();

        _time.Advance(TimeSpan.FromSeconds(1.9));
        next.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(0.2));
        await next;
    }

    [Fact]
    public async Task Admit_CancelledWhileWaiting_IsNotCounted()
    {
        var manners = Manners(new() { Target = Target, RequestsPerSecond = 1, TotalRequests = 10 });
        using var stop = new CancellationTokenSource();
        await manners.AdmitAsync(Get("/"), stop.Token);
        var waiting = manners.AdmitAsync(Get("/"), stop.Token).AsTask();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        manners.RequestsLeft.ShouldBe(9);
    }

    [Theory]
    [InlineData(429, "7", 7)]
    [InlineData(503, "Fri, 02 Jan 2026 03:04:25 GMT", 19.322)]
    [InlineData(503, "Thu, 02 Jan 2020 03:04:25 GMT", 0)]
    [InlineData(429, null, 1)]
    [InlineData(429, "soon", 1)]
    [InlineData(429, "99999999999999999", 120)]
    public void Learn_TooMuch_WaitsAndSlowsDown(int status, string? retryAfter, double seconds)
    {
        var manners = Manners(new() { Target = Target, RequestsPerSecond = 40 });
        manners.Learn(Answer(status, retryAfter is null ? [] : [new("retry-after", retryAfter)]));
        var next = manners.AdmitAsync(Get("/"), TestContext.Current.CancellationToken).AsTask();

        manners.Throttled.ShouldBe(1);
        manners.RequestsPerSecond.ShouldBe(20);
        if (seconds > 0)
        {
            _time.Advance(TimeSpan.FromSeconds(seconds - 0.01));
            next.IsCompleted.ShouldBeFalse();
        }

        _time.Advance(TimeSpan.FromSeconds(0.02));
        next.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void Learn_RetryAfterOnOtherStatus_MeansNothing()
    {
        var manners = Manners();
        manners.Learn(Answer(301, [new("Retry-After", "100")]));

        manners.Throttled.ShouldBe(0);
    }

    [Fact]
    public void Learn_TwentyFailuresInARow_LeavesTheHostAlone()
    {
        var manners = Manners(new() { Target = Target, Hosts = ["cdn.example"] });
        for (var i = 0; i < 19; i++)
            manners.Learn(Failed("connection refused"));
        manners.Learn(Answer(500));
        for (var i = 0; i < 19; i++)
        {
            manners.Learn(Failed("connection refused"));
            manners.Learn(GivenUp());
        }

        manners.IsTargetDown.ShouldBeFalse();
        manners.Learn(Answer(502));

        manners.IsTargetDown.ShouldBeTrue();
        manners.HostsDown.Keys.ShouldBe(["shop.example:8443"]);
        manners.HostsDown.Values.Single().ShouldBe("20 failures in a row, the last: status 502");
        Should.Throw<MannersException>(() => manners.Check(Get("/"))).Rule.ShouldBe(MannersRule.HostDown);
        manners.Allows(new Uri("https://cdn.example/")).ShouldBeTrue();
    }

    [Fact]
    public async Task Admit_HostGoesDownWhileWaiting_Refuses()
    {
        var manners = Manners(new() { Target = Target, RequestsPerSecond = 1, FailuresInARow = 1, TotalRequests = 10 });
        await manners.AdmitAsync(Get("/"), TestContext.Current.CancellationToken);
        var waiting = manners.AdmitAsync(Get("/"), TestContext.Current.CancellationToken).AsTask();
        manners.Learn(Failed("connection refused"));
        _time.Advance(TimeSpan.FromSeconds(2));

        (await Should.ThrowAsync<MannersException>(() => waiting)).Rule.ShouldBe(MannersRule.HostDown);
        manners.RequestsLeft.ShouldBe(9);
    }

    private static ProbeRequest Get(string url) => new(new Uri(Target, url), Tactic.Explore);

    private Manners Manners(MannersOptions? options = null) => new(options ?? new() { Target = Target }, _time);

    private Exchange Answer(int status, IReadOnlyList<HeaderField>? headers = null, int bytes = 0) => Exchange(status, headers ?? [], null, false, bytes);

    private Exchange Failed(string failure) => Exchange(0, [], failure, false, 0);

    private Exchange GivenUp() => Exchange(0, [], "given up on purpose after 1 ms", true, 0);

    private Exchange Exchange(int status, IReadOnlyList<HeaderField> headers, string? failure, bool isGivenUp, int bytes)
    {
        var now = _time.GetTimestamp();
        return new()
        {
            Number = 1,
            Account = "alice",
            Request = Get("/"),
            RequestHeaders = [],
            At = _time.GetUtcNow(),
            Sent = now,
            Answered = now,
            Ended = now,
            Status = status,
            Headers = headers,
            Failure = failure,
            IsGivenUp = isGivenUp,
            BytesReceived = bytes,
        };
    }
}
