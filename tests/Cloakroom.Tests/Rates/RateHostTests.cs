using System.Net;
using Cloakroom.Journal;
using Cloakroom.Rates;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Rates;

/// <summary>Through a real host: what requests feed, and what comes of it a minute later.</summary>
public sealed class RateHostTests : IDisposable
{
    private const string AddressHeader = "X-Test-Address";

    private readonly string _root = Directory.CreateTempSubdirectory("cloakroom-rates-").FullName;
    private readonly Lines _lines = new();

    public RateHostTests() => File.WriteAllText(Path.Combine(_root, "app.js"), "js");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(_root, recursive: true);
        _lines.Dispose();
    }

    [Fact]
    public async Task SignOuts_ManyAfterAnHourOfNone_AreKeptLoggedAndCountedAndDoNothingElse()
    {
        await using var app = await StartAsync();
        await LearnAsync(app, await app.Browse().SignInAsync("alice"));
        var browsers = new List<Browser>();
        for (var i = 0; i < 40; i++)
            browsers.Add(await app.Browse().SignInAsync($"user{i}"));

        foreach (var browser in browsers)
            await browser.PostAsync("/sign-out");
        await MinuteAsync(app);

        var notice = (await NoticesAsync(app)).ShouldHaveSingleItem();
        (notice.Signal, notice.Window.Observed, notice.Past.Observed, notice.Node, notice.At).ShouldBe((RateSignal.SignOuts, 40, 0, Environment.MachineName, app.Clock.GetUtcNow().TruncateToMilliseconds()));
        notice.Expected.ShouldBeLessThan(2);
        _lines.Of(90).ShouldHaveSingleItem().ShouldContain("sign-outs is not as it was: 40 sign-outs of ");
        app.Mixups.All.ShouldBeEmpty();
        (await app.Store.ReadIncidentsAsync(10, Ct)).ShouldBeEmpty();
        (await app.Browse().SignInAsync("late")).HasSession.ShouldBeTrue();
    }

    [Fact]
    public async Task CookiesOnStatic_WhereTheyNeverCame_AreNoticed()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        await LearnAsync(app, app.Browse(), "/app.js", 8);

        for (var i = 0; i < 300; i++)
            (await alice.GetAsync("/app.js")).Body.ShouldBe("js");
        await MinuteAsync(app);

        (await NoticesAsync(app)).ShouldHaveSingleItem().Signal.ShouldBe(RateSignal.CookiesOnStatic);
    }

    [Fact]
    public async Task Watch_JustStarted_ClosesTheFirstMinute()
    {
        await using var app = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var watch = ActivatorUtilities.CreateInstance<RateWatch>(app.Services);

            await watch.StartAsync(Ct);
            app.Clock.Advance(TimeSpan.FromMinutes(1));

            await Eventually.TrueAsync(() => watch.Closed == 1);
            await watch.StopAsync(Ct);
        }
    }

    [Fact]
    public async Task Notice_StoreDown_IsWrittenWhenItIsBack()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        await LearnAsync(app, app.Browse(), "/app.js", 8);
        app.Store.On(StoreMethods.Rates, Fault.Error, times: 1);
        for (var i = 0; i < 300; i++)
            await alice.GetAsync("/app.js");
        await MinuteAsync(app);
        (await NoticesAsync(app)).ShouldBeEmpty();

        await MinuteAsync(app);

        (await NoticesAsync(app)).ShouldHaveSingleItem().At.ShouldBe(app.Clock.GetUtcNow().TruncateToMilliseconds().AddMinutes(-1));
    }

    [Fact]
    public async Task Counters_OfRequests_CountEachSignalAndItsDenominator()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        var counters = app.Get<RateCounters>();
        counters.TakeMinute();

        foreach (var address in new[] { "192.0.2.1", "192.0.2.9", "198.51.100.1", "203.0.113.5", "2001:db8::1" })
        {
            alice.Headers[AddressHeader] = bob.Headers[AddressHeader] = address;
            await alice.GetAsync("/me");
        }

        bob.Headers[AddressHeader] = "192.0.2.2";
        await bob.GetAsync("/me");
        await bob.GetAsync("/app.js");
        await app.Browse().GetAsync("/app.js");
        await app.Browse().GetAsync("/me");
        await bob.PostAsync("/sign-out");
        await bob.PostAsync("/sign-out");

        var minute = counters.TakeMinute();
        minute[RateSignal.SignOuts].ShouldBe(new RateCount(1, 7));
        minute[RateSignal.ForeignBindings].ShouldBe(new RateCount(0, 7));
        minute[RateSignal.CookiesOnStatic].ShouldBe(new RateCount(1, 2));
        minute[RateSignal.SessionNetworks].ShouldBe(new RateCount(1, 2), "alice came from four networks, one of them twice");
        minute[RateSignal.PresenterSessions].ShouldBe(new RateCount(0, 2));
    }

    [Fact]
    public async Task Counters_OnePresenterOfThreeSessions_CountsForeignPairsOnceAMinute()
    {
        await using var app = await StartAsync();
        var counters = app.Get<RateCounters>();
        var bob = await app.Browse().SignInAsync("bob");
        var own = bob.Cookies[Browser.Token];
        var others = new List<Browser>();
        for (var i = 0; i < 2; i++)
            others.Add(await app.Browse().SignInAsync($"user{i}"));
        counters.TakeMinute();

        await bob.GetAsync("/me");
        foreach (var other in others)
        {
            bob.Copy(other, Browser.Token);
            for (var i = 0; i < 5; i++)
                (await bob.BodyAsync("/me")).ShouldBe(TestEndpoints.Nobody);
        }

        bob.Cookies[Browser.Token] = own;
        var minute = counters.TakeMinute();
        minute[RateSignal.ForeignBindings].Observed.ShouldBe(2);
        minute[RateSignal.PresenterSessions].ShouldBe(new RateCount(1, 1), "what is blocked was presented all the same");
    }

    [Fact]
    public async Task Addresses_WhateverHappens_NeverLeave()
    {
        await using var app = await StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        alice.Headers[AddressHeader] = "203.0.113.77";
        await LearnAsync(app, alice);
        for (var i = 0; i < 40; i++)
        {
            var browser = app.Browse();
            browser.Headers[AddressHeader] = "203.0.113.77";
            await (await browser.SignInAsync($"user{i}")).PostAsync("/sign-out");
        }

        await MinuteAsync(app);

        var notice = (await NoticesAsync(app)).ShouldHaveSingleItem();
        foreach (var text in _lines.All.Append(notice.ToString()).Append(notice.Words))
            text.ShouldNotContain("203.0.113");
        app.Get<RateCounters>().Watched.ShouldBeGreaterThan(0, "there was something to leave");
    }

    [Fact]
    public async Task Enabled_False_CountsNothing()
    {
        await using var app = await StartAsync(options => options.Rates.Enabled = false);
        var alice = await app.Browse().SignInAsync("alice");
        await alice.GetAsync("/me");
        await alice.GetAsync("/app.js");
        await alice.PostAsync("/sign-out");

        app.Get<RateCounters>().TakeMinute().Values.ShouldAllBe(count => count == default);
        app.Get<RateCounters>().Watched.ShouldBe(0);
    }

    /// <summary>A bit more than an hour in which nothing happens but this.</summary>
    private static async Task LearnAsync(TestApp app, Browser browser, string path = "/me", int each = 3)
    {
        for (var minute = 0; minute < RateBaseline.LearningMinutes + RateBaseline.WindowMinutes; minute++)
        {
            for (var i = 0; i < each; i++)
                (await browser.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK);
            await MinuteAsync(app);
        }

        (await NoticesAsync(app)).ShouldBeEmpty();
    }

    private static async Task MinuteAsync(TestApp app)
    {
        var watch = app.Get<RateWatch>();
        var closed = watch.Closed;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => watch.Closed > closed);
    }

    private static ValueTask<IReadOnlyList<RateNotice>> NoticesAsync(TestApp app) =>
        app.Store.ReadRateNoticesAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, 10, Ct);

    private Task<TestApp> StartAsync(Action<CloakroomOptions>? options = null) => TestApp.StartAsync(setup =>
    {
        setup.WebRoot = _root;
        setup.Logger = _lines;
        setup.Options = options;
        setup.Before = web => web.UseStaticFiles();
        setup.Services = services => services.Insert(0, ServiceDescriptor.Transient<IStartupFilter, AddressFilter>());
    });

    /// <summary>Comes from where the header says.</summary>
    private sealed class AddressFilter : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                if (context.Request.Headers.TryGetValue(AddressHeader, out var address))
                    context.Connection.RemoteIpAddress = IPAddress.Parse(address.ToString());
                return following(context);
            });
            next(app);
        };
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly Lock _lock = new();
        private readonly List<(int Id, string Text)> _lines = [];

        public IReadOnlyList<string> All
        {
            get
            {
                lock (_lock)
                    return [.. _lines.Select(line => line.Text)];
            }
        }

        public IReadOnlyList<string> Of(int id)
        {
            lock (_lock)
                return [.. _lines.Where(line => line.Id == id).Select(line => line.Text)];
        }

        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Cloakroom", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lock)
                _lines.Add((eventId.Id, formatter(state, exception)));
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Dispose()
        {
        }
    }
}
