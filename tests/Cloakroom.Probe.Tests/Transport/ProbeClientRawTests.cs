using System.Text;
using Cloakroom.Probe.Transport;
using Cloakroom.Replay.Caches;

namespace Cloakroom.Probe.Tests.Transport;

/// <summary>Against servers that do what no server should, and some that do what few do.</summary>
public sealed class ProbeClientRawTests
{
    /// <summary>For servers that do not answer: a busy machine makes such of others.</summary>
    private static readonly ProbeClientOptions Impatient = new() { AnswerTimeout = TimeSpan.FromMilliseconds(400) };

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "what came is not HTTP")]
    [InlineData("<html>no header at all</html>\n", "what came is not HTTP")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n", "what came is not HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "what came is not HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\nbad name: secret\r\n\r\n", "what came is not HTTP")]
    [InlineData("", "the connection was closed before the end")]
    [InlineData("HTTP/1.1 200", "the connection was closed before the end")]
    [InlineData("HTTP/1.1 200 OK\r\nSet-Cookie: sid=1\r\n", "the connection was closed before the end")]
    public async Task Send_NoAnswer_SaysWhy(string answer, string failure)
    {
        await using var server = RawServer.AnsweringOnce(answer);
        using var client = new ClientUnderTest(server.Url);

        var exchange = await client.GetAsync();

        exchange.Failure.ShouldBe(failure);
        exchange.Status.ShouldBe(0);
        exchange.IsGivenUp.ShouldBeFalse();
        client.Seen.ShouldBe([exchange]);
        client.Counters.Snapshot().Failures.ShouldBe(1);
        client.Counters.Snapshot().ByFailure.ShouldBe([new(failure, 1)]);
    }

    [Fact]
    public async Task Send_NobodyListens_IsRefused()
    {
        using var client = new ClientUnderTest(new Uri($"http://127.0.0.1:{FreePort.Take()}/"));

        (await client.GetAsync()).Failure.ShouldBe("connection refused");
    }

    [Fact]
    public async Task Send_NameThatIsNone_DoesNotResolve()
    {
        using var client = new ClientUnderTest(new Uri("http://nowhere.invalid/"), new ProbeClientOptions { ConnectTimeout = TimeSpan.FromSeconds(60), AnswerTimeout = TimeSpan.FromSeconds(60) });

        (await client.GetAsync()).Failure.ShouldBe("the name does not resolve");
    }

    [Fact]
    public async Task Send_ConnectionReset_SaysSo()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            connection.Reset();
        });
        using var client = new ClientUnderTest(server.Url);

        (await client.GetAsync()).Failure.ShouldBe("connection reset");
    }

    [Fact]
    public async Task Send_NoAnswerInTime_TimesOut()
    {
        await using var server = new RawServer(connection => connection.ForeverAsync());
        using var client = new ClientUnderTest(server.Url, Impatient);

        var exchange = await client.GetAsync();

        exchange.Failure.ShouldBe("timed out after 0.4 s");
        exchange.Duration.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(390));
    }

    [Fact]
    public async Task Send_BodyDrips_KeepsWhatCameInTime()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            // With the header, so that some of the body is there whenever that is.
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nSet-Cookie: sid=1\r\n\r\ndrip");
            while (true)
            {
                await connection.WriteAsync("drip");
                await Task.Delay(20, connection.End);
            }
        });
        using var client = new ClientUnderTest(server.Url, new ProbeClientOptions { BodyTimeout = TimeSpan.FromSeconds(1) });

        var exchange = await client.GetAsync();

        exchange.Failure.ShouldBeNull();
        exchange.Status.ShouldBe(200);
        exchange.BodyState.ShouldBe(BodyState.Incomplete);
        exchange.BodyProblem.ShouldBe("timed out after 1 s");
        Encoding.ASCII.GetString(exchange.Body.Span).ShouldStartWith("drip");
        client.Counters.Snapshot().Incomplete.ShouldBe(1);
        client.Counters.Snapshot().Failures.ShouldBe(0);
    }

    [Theory]
    [InlineData("Content-Length: 10\r\n\r\nhalf", "half")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "half")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n", "half")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\nmore\r\n0\r\n\r\n", "")]
    public async Task Send_BodyEndsEarly_IsIncompleteWithWhatCame(string rest, string body)
    {
        await using var server = RawServer.AnsweringOnce("HTTP/1.1 200 OK\r\n" + rest);
        using var client = new ClientUnderTest(server.Url);

        var exchange = await client.GetAsync();

        exchange.Failure.ShouldBeNull();
        exchange.BodyState.ShouldBe(BodyState.Incomplete);
        exchange.BodyProblem.ShouldNotBeNullOrEmpty();
        Encoding.ASCII.GetString(exchange.Body.Span).ShouldStartWith(body);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")]
    public async Task Send_EndlessBody_IsCutOffAndTheConnectionDropped(string header)
    {
        var written = 0L;
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(header);
            var isChunked = header.Contains("chunked", StringComparison.Ordinal);
            var block = Encoding.ASCII.GetBytes(isChunked ? "2000\r\n" + new string('x', 0x2000) + "\r\n" : new string('x', 0x2000));
            while (true)
            {
                await connection.WriteAsync(block);
                Interlocked.Add(ref written, block.Length);
            }
        });
        using var client = new ClientUnderTest(server.Url, new ProbeClientOptions { BodyCap = 100_000 });

        var exchange = await client.GetAsync();
        var second = await client.GetAsync();

        exchange.BodyState.ShouldBe(BodyState.CutOff);
        exchange.Body.Length.ShouldBe(100_000);
        exchange.Body.Span.IndexOfAnyExcept((byte)'x').ShouldBe(-1);
        second.BodyState.ShouldBe(BodyState.CutOff);
        server.Connections.ShouldBe(2);
        client.Counters.Snapshot().CutOff.ShouldBe(2);
    }

    [Fact]
    public async Task Send_BodyExactlyAtTheCap_IsWhole()
    {
        await using var server = RawServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + new string('x', 2000));
        using var client = new ClientUnderTest(server.Url, new ProbeClientOptions { BodyCap = 2000 });

        (await client.GetAsync()).BodyState.ShouldBe(BodyState.Whole);
        await client.GetAsync();
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Send_HeaderOfTenMegabytes_Fails()
    {
        await using var server = RawServer.AnsweringOnce("HTTP/1.1 200 OK\r\nX: " + new string('x', 10 * 1024 * 1024) + "\r\n\r\n");
        using var client = new ClientUnderTest(server.Url);

        (await client.GetAsync()).Failure.ShouldBe("the header is longer than 256 KB");
    }

    [Fact]
    public async Task Send_EndlessHeaderFields_Fails()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\n");
            while (true)
                await connection.WriteAsync("X-Field: value\r\n");
        });
        using var client = new ClientUnderTest(server.Url);

        (await client.GetAsync()).Failure.ShouldBe("the header is longer than 256 KB");
    }

    [Fact]
    public async Task Send_SeveralFieldsOfOneName_StaySeveralInOrder()
    {
        await using var server = RawServer.Answering(
            "HTTP/1.1 200 Fine\r\nset-cookie: a=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT\r\nVary: Cookie\r\nSet-Cookie: b=\u00E9,2\r\nVary: Accept\r\nSet-Cookie: c=3\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n");
        using var client = new ClientUnderTest(server.Url);

        var exchange = await client.GetAsync();

        exchange.HeaderValues("Set-Cookie").ShouldBe(["a=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT", "b=\u00E9,2", "c=3"]);
        exchange.HeaderValues("Vary").ShouldBe(["Cookie", "Accept"]);
        exchange.Header("Content-Type").ShouldBe("text/html");
        exchange.Header("Content-Length").ShouldBe("0");
        client.Alice.Jar.HeaderFor(server.Url).ShouldBe("a=1; b=\u00E9,2; c=3");
    }

    [Fact]
    public async Task Send_Trailers_ComeLast()
    {
        await using var server = RawServer.Answering(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Node\r\n\r\n4;ext=1\r\nbody\r\n0\r\nX-Node: a\r\nX-Node: b\r\n\r\n");
        using var client = new ClientUnderTest(server.Url);

        var exchange = await client.GetAsync();

        exchange.HeaderValues("X-Node").ShouldBe(["a", "b"]);
        exchange.Headers[^1].Name.ShouldBe("X-Node");
        exchange.BodyState.ShouldBe(BodyState.Whole);
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")]
    [InlineData("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")]
    public async Task Send_InformationalFirst_GivesTheFinalAnswer(string before)
    {
        await using var server = RawServer.Answering(before + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody");
        using var client = new ClientUnderTest(server.Url);

        (await client.GetAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Send_Http10_TakesTheBodyToTheEndOfTheConnection()
    {
        await using var server = RawServer.AnsweringOnce("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nto the end");
        using var client = new ClientUnderTest(server.Url);

        var exchange = await client.GetAsync();

        exchange.HttpVersion.ShouldBe(new Version(1, 0));
        exchange.BodyState.ShouldBe(BodyState.Whole);
        Encoding.ASCII.GetString(exchange.Body.Span).ShouldBe("to the end");
    }

    [Theory]
    [InlineData(204, "")]
    [InlineData(304, "Content-Length: 100\r\nContent-Encoding: gzip\r\n")]
    public async Task Send_StatusWithoutBody_IsWhole(int status, string fields)
    {
        await using var server = RawServer.Answering($"HTTP/1.1 {status} X\r\n{fields}\r\n");
        using var client = new ClientUnderTest(server.Url);

        var exchange = await client.GetAsync();

        exchange.Status.ShouldBe(status);
        exchange.BodyState.ShouldBe(BodyState.Whole);
        exchange.Body.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Send_CancelAfterOnAFreshConnection_CountsFromWhenTheRequestIsOnItsWay()
    {
        var arrived = new TaskCompletionSource<string>();
        await using var server = new RawServer(async connection =>
        {
            arrived.TrySetResult(await connection.ReadRequestAsync());
            await connection.ForeverAsync();
        });
        using var client = new ClientUnderTest(server.Url);

        var exchange = await client.GetAsync(with: request => request with { CancelAfter = TimeSpan.Zero, OnFreshConnection = true });

        exchange.IsGivenUp.ShouldBeTrue();
        exchange.Failure.ShouldBe("given up on purpose after 0 ms");
        (await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).ShouldStartWith("GET /page HTTP/1.1\r\n");
        var traffic = client.Counters.Snapshot();
        (traffic.GivenUp, traffic.Failures).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Send_CancelAfterOnAKeptConnection_TheRequestStillLeaves()
    {
        var givenUp = new TaskCompletionSource();
        var arrived = new TaskCompletionSource<string>();
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 204 Fine\r\n\r\n");
            arrived.TrySetResult(await connection.ReadRequestAsync());
            // A connection that is closed would be a failure of the site's.
            await givenUp.Task;
        });
        using var client = new ClientUnderTest(server.Url);
        await client.GetAsync();

        var exchange = await client.GetAsync("/second", request => request with { CancelAfter = TimeSpan.Zero });
        givenUp.SetResult();

        exchange.IsGivenUp.ShouldBeTrue();
        (await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).ShouldStartWith("GET /second HTTP/1.1\r\n");
    }

    [Fact]
    public async Task Send_CancelAfterWithinTheBody_KeepsWhatCame()
    {
        await using var server = new RawServer(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            await connection.ForeverAsync();
        });
        using var client = new ClientUnderTest(server.Url);

        var exchange = await client.GetAsync(with: request => request with { CancelAfter = TimeSpan.FromSeconds(3) });

        (exchange.IsGivenUp, exchange.Status, exchange.BodyState, exchange.Failure).ShouldBe((true, 200, BodyState.Incomplete, null));
        Encoding.ASCII.GetString(exchange.Body.Span).ShouldBe("half");
        client.Counters.Snapshot().Incomplete.ShouldBe(0);
    }

    [Fact]
    public async Task Send_CancelAfterLongerThanTheTimeOut_IsATimeOut()
    {
        await using var server = new RawServer(connection => connection.ForeverAsync());
        using var client = new ClientUnderTest(server.Url, Impatient);

        var exchange = await client.GetAsync(with: request => request with { CancelAfter = TimeSpan.FromSeconds(30) });

        (exchange.IsGivenUp, exchange.Failure).ShouldBe((false, "timed out after 0.4 s"));
    }

    [Fact]
    public async Task Send_RunIsStopped_Throws()
    {
        await using var server = new RawServer(connection => connection.ForeverAsync());
        using var client = new ClientUnderTest(server.Url);
        using var stop = new CancellationTokenSource();
        var sending = client.Client.SendAsync(client.Alice, new ProbeRequest(server.Url, "explore"), stop.Token);
        stop.CancelAfter(100);

        await Should.ThrowAsync<OperationCanceledException>(() => sending);
        client.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_GivesUpOrFailsOften_GoesOnAfterwards()
    {
        // By address and not by number: what was given up may arrive after the next.
        await using var server = new RawServer(async connection =>
        {
            while (await connection.ReadRequestAsync() is { Length: > 0 } request)
            {
                if (request.StartsWith("GET /never ", StringComparison.Ordinal))
                    await connection.ForeverAsync();
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody");
            }
        });
        using var client = new ClientUnderTest(server.Url);

        var exchanges = new List<Exchange>();
        for (var i = 0; i < 20; i++)
            exchanges.Add(await client.GetAsync(i % 2 == 0 ? "/page" : "/never", request => request with { CancelAfter = TimeSpan.FromMilliseconds(i % 2 == 0 ? 10_000 : 20) }));

        exchanges.Count(exchange => exchange.IsGivenUp).ShouldBe(10);
        exchanges.Count(exchange => exchange.Status == 200).ShouldBe(10);
        exchanges.Select(exchange => exchange.Number).ShouldBe(Enumerable.Range(1, 20).Select(i => (long)i));
    }

    [Fact]
    public async Task Send_Http2ToAPlainSiteThatDoesNotSpeakIt_SaysSo()
    {
        await using var server = RawServer.AnsweringOnce("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using var client = new ClientUnderTest(server.Url);

        (await client.GetAsync(with: request => request with { Protocol = HttpProtocol.Http2 })).Failure!.ShouldEndWith("; the site may not speak HTTP/2");
    }
}
