using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Text;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Tests.Hosting;
using Cloakroom.Probe.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using HttpProtocol = Cloakroom.Probe.Transport.HttpProtocol;

namespace Cloakroom.Probe.Tests.Transport;

/// <summary>Against a server that does what it should.</summary>
public sealed class ProbeClientTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private Uri _http = null!;
    private Uri _h2c = null!;
    private Uri _https = null!;
    private Uri _oldHttps = null!;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();
    private int _number;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var certificate = TestCertificate.Create("localhost");
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(certificate);
            });
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        });
        _app = builder.Build();
        _app.MapGet("/echo", context => context.Response.WriteAsync(
            string.Join('\n', context.Request.Headers.Select(field => $"{field.Key}: {field.Value}"))));
        _app.MapPost("/form", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            return $"{context.Request.ContentType}|{context.Request.ContentLength}|{context.Request.Headers.Origin}|{await reader.ReadToEndAsync()}";
        });
        _app.MapGet("/connection", context => context.Response.WriteAsync($"{context.Connection.Id} {context.Request.Protocol} {context.Connection.RemotePort}"));
        _app.MapGet("/sign-in/{name}", (string name, HttpContext context) =>
        {
            context.Response.Headers.Append("Set-Cookie", $"sid={name}; Path=/; HttpOnly");
            context.Response.Headers.Append("Set-Cookie", "theme=dark; Path=/");
            return Results.Redirect("/echo");
        });
        _app.MapGet("/held", async (string sid, string until, HttpContext context) =>
        {
            Held(until + " came").SetResult();
            await Held(until).Task;
            context.Response.Headers.Append("Set-Cookie", $"sid={sid}; Path=/");
        });
        _app.MapGet("/gzip", async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("zipped " + new string('z', 5000)));
        });
        _app.MapGet("/raw/{**rest}", context => context.Response.WriteAsync(
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget));
        _app.MapGet("/trailers", async context =>
        {
            await context.Response.WriteAsync("body");
            context.Response.AppendTrailer("X-Node", "seven");
        });
        _app.MapGet("/number", (HttpContext context) => Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture));
        _app.MapGet("/busy", context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "0";
            return Task.CompletedTask;
        });
        await _app.StartAsync();
        var addresses = _app.Urls.Select(url => new Uri(url)).ToArray();
        (_http, _h2c) = (addresses[0], addresses[1]);
        _https = new Uri($"https://localhost:{addresses[2].Port}/");
        _oldHttps = new Uri($"https://localhost:{addresses[3].Port}/");
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Send_Page_LooksLikeABrowsersRequest()
    {
        // Which the framework would tell the site about, by itself.
        using var tracing = new System.Diagnostics.Activity("run").Start();
        using var client = new ClientUnderTest(_http, new ProbeClientOptions { Headers = [new("X-Probe", "run 7"), new("accept-language", "de")] });

        var exchange = await client.GetAsync("/echo");
        var echo = Encoding.UTF8.GetString(exchange.Body.Span).Split('\n');

        exchange.Status.ShouldBe(200);
        echo.ShouldContain(line => line.StartsWith("User-Agent: cloakroom-probe/", StringComparison.Ordinal));
        echo.ShouldContain("Accept-Encoding: gzip, deflate, br");
        echo.ShouldContain("Accept-Language: de");
        echo.ShouldContain("Sec-Fetch-Dest: document");
        echo.ShouldContain("Sec-Fetch-Mode: navigate");
        echo.ShouldContain("X-Probe: run 7");
        echo.ShouldNotContain(line => line.StartsWith("Cookie", StringComparison.Ordinal) || line.StartsWith("traceparent", StringComparison.OrdinalIgnoreCase));
        // What is told as sent is what arrived.
        exchange.RequestHeaders.Select(field => $"{field.Name}: {field.Value}").Order(StringComparer.OrdinalIgnoreCase)
            .ShouldBe(echo.Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/a.js", "script", "no-cors")]
    [InlineData("/a/b.css?v=1", "style", "no-cors")]
    [InlineData("/logo.SVG", "image", "no-cors")]
    [InlineData("/f.woff2", "font", "cors")]
    [InlineData("/x.js/page", "document", "navigate")]
    [InlineData("/", "document", "navigate")]
    public async Task Send_Asset_SaysWhatForAsABrowserDoes(string path, string destination, string mode)
    {
        using var client = new ClientUnderTest(_http);

        var sent = (await client.GetAsync(path)).RequestHeaders;

        sent.Single(field => field.Is("Sec-Fetch-Dest")).Value.ShouldBe(destination);
        sent.Single(field => field.Is("Sec-Fetch-Mode")).Value.ShouldBe(mode);
    }

    [Fact]
    public async Task Send_OwnFields_TakeThePlaceOfTheUsual()
    {
        using var client = new ClientUnderTest(_http);

        var exchange = await client.GetAsync("/echo", request => request with { Headers = [new("ACCEPT", "text/x"), new("X-Name", "caf\u00E9")] });

        exchange.RequestHeaders.Count(field => field.Is("Accept")).ShouldBe(1);
        exchange.RequestHeaders.ShouldContain(new HeaderField("ACCEPT", "text/x"));
        exchange.Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("X-Evil", "a\r\nSet-Cookie: x=1")]
    [InlineData("X-Wide", "日本")]
    [InlineData("Bad Name", "x")]
    public async Task Send_FieldThatCannotBeSent_FailsWithoutIt(string name, string value)
    {
        using var client = new ClientUnderTest(_http);

        var exchange = await client.GetAsync("/echo", request => request with { Headers = [new(name, value)] });

        exchange.Status.ShouldBe(0);
        exchange.Failure!.ShouldContain("cannot be sent");
        exchange.Failure!.ShouldNotContain("Set-Cookie");
    }

    [Fact]
    public async Task SendAsync_AnswerThatHoldsAnothers_LeavesTheJarAsItIs()
    {
        using var client = new ClientUnderTest(_http);
        await client.GetAsync("/sign-in/alice");

        client.HoldsForeign = _ => true;
        await client.GetAsync("/sign-in/mallory");
        client.HoldsForeign = _ => false;
        await client.GetAsync("/sign-in/carol", request => request with { Cookies = CookieKeeping.Never });

        client.Alice.Jar.HeaderFor(new Uri(_http, "/")).ShouldBe("sid=alice; theme=dark");
    }

    [Theory]
    [InlineData("of-bob", "sid=of-alice")]
    [InlineData("of-alice", null)]
    public async Task SendAsync_WhileAnotherAsks_KeepsCookiesWhenItIsClearWhoseTheyAre(string othersValue, string? kept)
    {
        using var client = new ClientUnderTest(_http);
        var (alice, bob) = (client.GetAsync("/held?sid=of-alice&until=first"), client.GetAsync($"/held?sid={othersValue}&until=second", account: client.Bob));

        await Task.WhenAll(Held("first came").Task, Held("second came").Task);
        Held("first").SetResult();
        await alice;
        client.Alice.Jar.HeaderFor(_http).ShouldBeNull();
        Held("second").SetResult();
        await bob;

        client.Alice.Jar.HeaderFor(_http).ShouldBe(kept);
        client.Bob.Jar.HeaderFor(_http).ShouldBe(kept is null ? null : "sid=" + othersValue);
    }

    [Fact]
    public async Task SendAsync_SignedInAgainBeforeItIsClear_KeepsTheNewSession()
    {
        using var client = new ClientUnderTest(_http);
        var (alice, bob) = (client.GetAsync("/held?sid=old&until=first"), client.GetAsync("/held?sid=of-bob&until=second", account: client.Bob));

        await Task.WhenAll(Held("first came").Task, Held("second came").Task);
        Held("first").SetResult();
        await alice;
        await client.GetAsync("/sign-in/alice");
        Held("second").SetResult();
        await bob;

        client.Alice.Jar.HeaderFor(_http).ShouldBe("sid=alice; theme=dark");
    }

    [Fact]
    public async Task Send_Cookies_StayWithTheirAccount()
    {
        using var client = new ClientUnderTest(_http);
        var redirect = await client.GetAsync("/sign-in/alice");
        await client.GetAsync("/sign-in/bob", account: client.Bob);

        (redirect.Status, redirect.Header("Location")).ShouldBe((302, "/echo"));
        CookieSeenBy(await client.GetAsync("/echo")).ShouldBe("sid=alice; theme=dark");
        CookieSeenBy(await client.GetAsync("/echo", account: client.Bob)).ShouldBe("sid=bob; theme=dark");
        CookieSeenBy(await client.GetAsync("/echo", account: Account.Nobody())).ShouldBeNull();
        CookieSeenBy(await client.GetAsync("/echo", request => request with { WithoutCookies = true })).ShouldBeNull();
        CookieSeenBy(await client.GetAsync("/echo", request => request with { Headers = [new("Cookie", "own=1")] })).ShouldBe("own=1");

        await client.GetAsync("/sign-in/carol");
        CookieSeenBy(await client.GetAsync("/echo")).ShouldBe("sid=carol; theme=dark");
        await client.GetAsync("/sign-in/mallory", request => request with { WithoutCookies = true });
        CookieSeenBy(await client.GetAsync("/echo")).ShouldBe("sid=carol; theme=dark");
    }

    [Fact]
    public async Task Send_SameAddressAgain_HeadFollowsTheJar()
    {
        using var client = new ClientUnderTest(_http);
        var url = new Uri(_http, "/echo");
        var first = await client.GetAsync(with: request => request with { Url = url });
        var second = await client.GetAsync(with: request => request with { Url = url });
        await client.GetAsync("/sign-in/alice");
        var third = await client.GetAsync(with: request => request with { Url = url });

        second.RequestHeaders.ShouldBeSameAs(first.RequestHeaders);
        second.Body.ShouldBe(first.Body);
        CookieSeenBy(second).ShouldBeNull();
        CookieSeenBy(third).ShouldBe("sid=alice; theme=dark");
    }

    [Fact]
    public async Task Send_SameAddressOtherBody_GivesTheNewOne()
    {
        using var client = new ClientUnderTest(_http);
        var url = new Uri(_http, "/number");

        for (var i = 1; i <= 3; i++)
            Encoding.ASCII.GetString((await client.GetAsync(with: request => request with { Url = url })).Body.Span).ShouldBe($"{i}");
    }

    [Fact]
    public async Task Send_Form_ArrivesWhole()
    {
        using var client = new ClientUnderTest(_http);

        var exchange = await client.GetAsync("/form", request => request with
        {
            Method = HttpMethod.Post,
            IsFromScenario = true,
            Body = "a=1&b=2"u8.ToArray(),
            ContentType = "application/x-www-form-urlencoded",
        });

        Encoding.UTF8.GetString(exchange.Body.Span).ShouldBe($"application/x-www-form-urlencoded|7|{_http.GetLeftPart(UriPartial.Authority)}|a=1&b=2");
    }

    [Fact]
    public async Task Send_PostWithoutBody_HasALength()
    {
        using var client = new ClientUnderTest(_http);

        var exchange = await client.GetAsync("/form", request => request with { Method = HttpMethod.Post, IsFromScenario = true });

        Encoding.UTF8.GetString(exchange.Body.Span).ShouldStartWith("|0|");
    }

    [Fact]
    public async Task Send_Gzip_IsDecodedAndHeadersStay()
    {
        using var client = new ClientUnderTest(_http);
        var url = new Uri(_http, "/gzip");

        foreach (var exchange in new[] { await client.GetAsync(with: r => r with { Url = url }), await client.GetAsync(with: r => r with { Url = url }) })
        {
            Encoding.UTF8.GetString(exchange.Body.Span).ShouldStartWith("zipped zzz");
            exchange.Header("Content-Encoding").ShouldBe("gzip");
            exchange.BodyState.ShouldBe(BodyState.Whole);
            exchange.BytesReceived.ShouldBeLessThan(500);
        }
    }

    [Fact]
    public async Task Send_PathVariant_GoesOutAsWritten()
    {
        using var client = new ClientUnderTest(_http);
        const string path = "/raw/a%2e%2e/..%2Fx.css;y=%41//z.js?q=%7e";

        var exchange = await client.GetAsync(with: request => request with
        {
            Url = new Uri(_http.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }),
        });

        Encoding.UTF8.GetString(exchange.Body.Span).ShouldBe(path);
    }

    [Fact]
    public async Task Send_KeptAndFresh_EachAccountItsOwnConnections()
    {
        using var client = new ClientUnderTest(_http);

        var alice = await ConnectionAsync(client.Alice, fresh: false);
        (await ConnectionAsync(client.Alice, fresh: false)).ShouldBe(alice);
        var bob = await ConnectionAsync(client.Bob, fresh: false);
        bob.ShouldNotBe(alice);
        var fresh = await ConnectionAsync(client.Alice, fresh: true);
        new[] { alice, bob }.ShouldNotContain(fresh);
        (await ConnectionAsync(client.Alice, fresh: true)).ShouldNotBe(fresh);
        (await ConnectionAsync(client.Alice, fresh: false)).ShouldBe(alice);

        client.Client.Disconnect(client.Alice);
        (await ConnectionAsync(client.Alice, fresh: false)).ShouldNotBe(alice);

        async Task<string> ConnectionAsync(Account account, bool fresh) =>
            Encoding.UTF8.GetString((await client.GetAsync("/connection", request => request with { OnFreshConnection = fresh }, account)).Body.Span);
    }

    [Fact]
    public async Task Send_Http2WithPriorKnowledge_SpeaksIt()
    {
        using var client = new ClientUnderTest(_h2c);

        var exchange = await client.GetAsync("/connection", request => request with { Protocol = HttpProtocol.Http2 });
        var trailers = await client.GetAsync("/trailers", request => request with { Protocol = HttpProtocol.Http2 });

        exchange.HttpVersion.ShouldBe(new Version(2, 0));
        Encoding.UTF8.GetString(exchange.Body.Span).ShouldContain("HTTP/2");
        trailers.Headers[^1].ShouldBe(new HeaderField("x-node", "seven"));
    }

    [Theory]
    [InlineData(false, "HTTP/1.1")]
    [InlineData(true, "HTTP/2")]
    public async Task Send_SelfSignedWhenAsked_SpeaksWhatWasAsked(bool isHttp2, string expected)
    {
        using var client = new ClientUnderTest(_https, new ProbeClientOptions { IgnoreCertificates = true });

        var exchange = await client.GetAsync("/connection", request => request with { Protocol = isHttp2 ? HttpProtocol.Http2 : HttpProtocol.Http11 });

        Encoding.UTF8.GetString(exchange.Body.Span).ShouldContain(expected);
    }

    [Fact]
    public async Task Send_Http2ToASiteThatDoesNotNegotiateIt_SaysSo()
    {
        using var client = new ClientUnderTest(_oldHttps, new ProbeClientOptions { IgnoreCertificates = true });

        var exchange = await client.GetAsync("/connection", request => request with { Protocol = HttpProtocol.Http2 });

        exchange.Failure!.ShouldEndWith("; the site may not speak HTTP/2");
        (await client.GetAsync("/connection")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Send_SelfSignedUnasked_Fails()
    {
        using var client = new ClientUnderTest(_https);

        (await client.GetAsync("/connection")).Failure.ShouldBe("TLS: the certificate is not signed by an authority that this machine trusts");
    }

    [Fact]
    public async Task Send_CertificateForAnotherName_Fails()
    {
        using var client = new ClientUnderTest(new Uri($"https://127.0.0.1:{_https.Port}/"));

        (await client.GetAsync("/connection")).Failure.ShouldBe("TLS: the certificate is for another name");
    }

    [Fact]
    public async Task Send_TlsToAPlainPort_Fails()
    {
        using var client = new ClientUnderTest(new Uri($"https://127.0.0.1:{_http.Port}/"));

        (await client.GetAsync("/connection")).Failure!.ShouldStartWith("TLS: ");
    }

    [Fact]
    public async Task Send_NotAllowed_SendsNothing()
    {
        using var client = new ClientUnderTest(_http);

        await Should.ThrowAsync<MannersException>(() => client.GetAsync("/form", request => request with { Method = HttpMethod.Post }));
        await Should.ThrowAsync<MannersException>(() => client.GetAsync("http://other.invalid/"));
        client.Seen.ShouldBeEmpty();
        client.Counters.Snapshot().Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Send_Throttled_IsLearntAndCounted()
    {
        using var client = new ClientUnderTest(_http);
        await client.GetAsync("/busy");

        client.Manners.Throttled.ShouldBe(1);
        client.Manners.RequestsPerSecond.ShouldBe(100);
        client.Counters.Snapshot().Throttled.ShouldBe(1);
    }

    [Fact]
    public async Task Send_ManyAtOnce_NumbersAndCountersAgree()
    {
        using var client = new ClientUnderTest(_http);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.GetAsync("/echo", account: i % 4 == 0 ? client.Bob : client.Alice)));

        var traffic = client.Counters.Snapshot();
        client.Seen.Select(exchange => exchange.Number).Order().ShouldBe(Enumerable.Range(1, 200).Select(i => (long)i));
        client.Seen.ShouldAllBe(exchange => exchange.Status == 200 && exchange.Sent <= exchange.Answered && exchange.Answered <= exchange.Ended);
        (traffic.Requests, traffic.Failures).ShouldBe((200, 0));
        traffic.ByAccount.ShouldBe([new("alice", 150), new("bob", 50)]);
        traffic.ByTactic.ShouldBe([new("explore", 200)]);
        traffic.BytesReceived.ShouldBe(client.Seen.Sum(exchange => (long)exchange.Body.Length));
        traffic.Bytes.ShouldBeGreaterThan(traffic.BytesReceived);
    }

    [Fact]
    public async Task Send_UnderALimit_KeepsIt()
    {
        using var client = new ClientUnderTest(_http, manners: options => options with { RequestsPerSecond = 100 });
        await client.GetAsync("/echo");
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.GetAsync("/echo")));

        TimeProvider.System.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(430));
    }

    [Theory]
    [InlineData(200, "User-agent: *\nDisallow: /x", "/x", false)]
    [InlineData(200, "User-agent: *\nDisallow: /x", "/y", true)]
    [InlineData(404, "", "/x", true)]
    [InlineData(503, "", "/x", false)]
    public async Task Rules_OfARobotsFile_AsTheRfcSays(int status, string file, string path, bool isAllowed)
    {
        await using var server = RawServer.Answering($"HTTP/1.1 {status} X\r\nContent-Length: {file.Length}\r\n\r\n{file}");
        using var client = new ClientUnderTest(server.Url);

        var rules = await RobotsFetch.RulesAsync(client.Client, server.Url, TestContext.Current.CancellationToken);

        rules.Allows(new Uri(server.Url, path)).ShouldBe(isAllowed);
        client.Seen.Single().Url.AbsolutePath.ShouldBe("/robots.txt");
    }

    [Fact]
    public async Task Rules_RobotsFileElsewhere_FollowsWhereItMay()
    {
        await using var server = new RawServer(async connection =>
        {
            while (await connection.ReadRequestAsync() is { Length: > 0 } request)
            {
                await connection.WriteAsync(request.StartsWith("GET /robots.txt ", StringComparison.Ordinal)
                    ? "HTTP/1.1 301 Moved\r\nLocation: /here\r\nContent-Length: 0\r\n\r\n"
                    : request.StartsWith("GET /here ", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\nUser-agent: *\nDisallow: /\n"
                    : "HTTP/1.1 301 Moved\r\nLocation: http://other.invalid/\r\nContent-Length: 0\r\n\r\n");
            }
        });
        using var client = new ClientUnderTest(server.Url);

        (await RobotsFetch.RulesAsync(client.Client, server.Url, TestContext.Current.CancellationToken)).Allows(server.Url).ShouldBeFalse();
    }

    [Fact]
    public void Problems_ManyAtOnce_NamesAllWithoutValues()
    {
        var problems = new ProbeClientOptions
        {
            ConnectTimeout = TimeSpan.Zero,
            BodyCap = 1,
            HeaderCapKilobytes = 0,
            Proxy = new Uri("ftp://x"),
            Headers = [new("a b", "x"), new("Host", "x"), new("X-Token", "secret\n")],
        }.Problems();

        problems.Count.ShouldBe(7);
        problems.ShouldNotContain(problem => problem.Contains("secret", StringComparison.Ordinal));
    }

    private static string? CookieSeenBy(Exchange exchange) =>
        Encoding.UTF8.GetString(exchange.Body.Span).Split('\n').SingleOrDefault(line => line.StartsWith("Cookie: ", StringComparison.Ordinal))?["Cookie: ".Length..];

    private TaskCompletionSource Held(string until) => _held.GetOrAdd(until, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
