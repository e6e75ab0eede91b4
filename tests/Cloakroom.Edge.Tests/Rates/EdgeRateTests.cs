using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Rates;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Edge.Tests.Rates;

/// <summary>Through a running edge: what requests feed, and what comes of it a minute later.</summary>
public sealed class EdgeRateTests
{
    private readonly ManualClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counters_OfRequests_CountEachSignalAndItsDenominator()
    {
        await using var application = await SessionApplication.StartAsync();
        await using var edge = await StartEdgeAsync(application);
        using var http = edge.CreateClient();
        var (alice, bob) = (await SessionApplication.SignInAsync(http, "alice"), await SessionApplication.SignInAsync(http, "bob"));
        var (carol, dave) = (await SessionApplication.SignInAsync(http, "carol"), await SessionApplication.SignInAsync(http, "dave"));
        var counters = edge.Services.GetRequiredService<RateCounters>();
        counters.TakeMinute();

        foreach (var address in new[] { "192.0.2.1", "198.51.100.1", "203.0.113.5", "2001:db8::1" })
            await SendAsync(http, "/me", alice.Cookies, address);
        await SendAsync(http, "/me", bob.Cookies, "192.0.2.1");
        await SendAsync(http, "/app.js", bob.Cookies);
        await SendAsync(http, "/app.js", "");
        await SendAsync(http, "/logout", bob.Cookies, "192.0.2.1");
        await SendAsync(http, "/me", "");
        foreach (var other in new[] { carol, dave })
        {
            // Bob's binding with another's session.
            await SendAsync(http, "/me", $"{other.Session}; {bob.Binding}");
            await SendAsync(http, "/me", $"{other.Session}; {bob.Binding}");
        }

        var minute = counters.TakeMinute();
        minute[RateSignal.SignOuts].ShouldBe(new RateCount(1, 6));
        minute[RateSignal.ForeignBindings].ShouldBe(new RateCount(2, 6));
        minute[RateSignal.CookiesOnStatic].ShouldBe(new RateCount(1, 2));
        minute[RateSignal.SessionNetworks].ShouldBe(new RateCount(1, 2), "as the trusted proxy says");
        minute[RateSignal.PresenterSessions].ShouldBe(new RateCount(1, 2), "bob had his own, carol's and dave's");
    }

    [Fact]
    public async Task CookiesOnStatic_WhereTheyNeverCame_AreNoticed()
    {
        await using var application = await SessionApplication.StartAsync();
        await using var edge = await StartEdgeAsync(application);
        using var http = edge.CreateClient();
        var alice = await SessionApplication.SignInAsync(http, "alice");
        for (var minute = 0; minute < RateBaseline.LearningMinutes + RateBaseline.WindowMinutes; minute++)
        {
            for (var i = 0; i < 8; i++)
                await SendAsync(http, "/app.js", "");
            await MinuteAsync(edge);
        }

        (await NoticesAsync(edge)).ShouldBeEmpty();
        for (var i = 0; i < 300; i++)
            await SendAsync(http, "/app.js", alice.Cookies);
        await MinuteAsync(edge);

        var notice = (await NoticesAsync(edge)).ShouldHaveSingleItem();
        (notice.Signal, notice.Window.Observed, notice.Past.Observed).ShouldBe((RateSignal.CookiesOnStatic, 300, 0));
    }

    [Fact]
    public async Task Rates_SwitchedOff_CountNothing()
    {
        await using var application = await SessionApplication.StartAsync();
        await using var edge = await StartEdgeAsync(application, static options => options.Rates.Enabled = false);
        using var http = edge.CreateClient();
        await SendAsync(http, "/me", (await SessionApplication.SignInAsync(http, "alice")).Cookies);

        edge.Services.GetRequiredService<RateCounters>().TakeMinute().Values.ShouldAllBe(count => count == default);
    }

    private async Task MinuteAsync(EdgeServer edge)
    {
        var watch = edge.Services.GetRequiredService<RateWatch>();
        var closed = watch.Closed;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => watch.Closed > closed);
    }

    private static ValueTask<IReadOnlyList<RateNotice>> NoticesAsync(EdgeServer edge) =>
        edge.Services.GetRequiredService<ICloakroomStore>().ReadRateNoticesAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, 10, Ct);

    private static async Task SendAsync(HttpClient http, string path, string cookies, string? address = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (cookies.Length > 0)
            request.Headers.Add("Cookie", cookies);
        if (address is not null)
            request.Headers.Add("X-Forwarded-For", address);
        using var answer = await http.SendAsync(request, Ct);
        answer.EnsureSuccessStatusCode();
    }

    private Task<EdgeServer> StartEdgeAsync(TestUpstream application, Action<EdgeOptions>? change = null) => EdgeInFront.StartAsync(application.Url, change, time: _clock);
}
