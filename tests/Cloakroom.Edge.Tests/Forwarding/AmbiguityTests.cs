using Cloakroom.Edge.Hosting;

namespace Cloakroom.Edge.Tests.Forwarding;

/// <summary>Requests that two servers could read in two ways, as they come over a socket: what each is answered, and what of it the application gets to see.</summary>
public sealed class AmbiguityTests
{
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    public static TheoryData<string, string, int> Refused => new()
    {
        { "two lengths that differ", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + Smuggled, 400 },
        { "two lengths that agree", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello" + Smuggled, 400 },
        { "two lengths in one", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello" + Smuggled, 400 },
        { "negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello" + Smuggled, 400 },
        { "hexadecimal length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\nhello" + Smuggled, 400 },
        { "length and chunked", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Smuggled, 400 },
        { "chunked and length", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + Smuggled, 400 },
        { "chunked twice", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Smuggled, 501 },
        { "chunked, then identity", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + Smuggled, 400 },
        { "identity, then chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n" + Smuggled, 501 },
        { "gzip, then chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + Smuggled, 501 },
        { "not quite chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + Smuggled, 400 },
        { "chunked with a vertical tab", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n" + Smuggled, 400 },
        { "space before the colon", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + Smuggled, 400 },
        { "folded line", "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n folded\r\n\r\n" + Smuggled, 400 },
        { "folded transfer coding", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + Smuggled, 400 },
        { "bare line feeds", "GET / HTTP/1.1\nHost: a\n\n" + Smuggled, 400 },
        { "bare line feed in a header", "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\nX-B: 2\r\n\r\n" + Smuggled, 400 },
        { "bare carriage return in a header", "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\rX-B: 2\r\n\r\n" + Smuggled, 400 },
        { "NUL in a value", "GET / HTTP/1.1\r\nHost: a\r\nCookie: a=\0b\r\n\r\n" + Smuggled, 400 },
        { "NUL in a name", "GET / HTTP/1.1\r\nHost: a\r\nX-\0A: 1\r\n\r\n" + Smuggled, 400 },
        { "no header name", "GET / HTTP/1.1\r\nHost: a\r\n: 1\r\n\r\n" + Smuggled, 400 },
        { "header without a colon", "GET / HTTP/1.1\r\nHost: a\r\nX-A\r\n\r\n" + Smuggled, 400 },
        { "pseudo-header", "GET / HTTP/1.1\r\nHost: a\r\n:path: /admin\r\n\r\n" + Smuggled, 400 },
        { "two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + Smuggled, 400 },
        { "no host", "GET / HTTP/1.1\r\n\r\n" + Smuggled, 400 },
        { "host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n" + Smuggled, 400 },
        { "another host in the target", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n" + Smuggled, 400 },
        { "fragment in the target", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n" + Smuggled, 400 },
        { "space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n" + Smuggled, 400 },
        { "tab in the target", "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n" + Smuggled, 400 },
        { "NUL in the target", "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n" + Smuggled, 400 },
        { "encoded NUL in the target", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n" + Smuggled, 400 },
        { "raw bytes in the target", "GET /\u00E4 HTTP/1.1\r\nHost: a\r\n\r\n" + Smuggled, 400 },
        { "target without a slash", "GET a HTTP/1.1\r\nHost: a\r\n\r\n" + Smuggled, 405 },
        { "asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n" + Smuggled, 400 },
        { "asterisk with GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n" + Smuggled, 405 },
        { "CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n" + Smuggled, 400 },
        { "HTTP/0.9", "GET /\r\n\r\n" + Smuggled, 400 },
        { "HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n" + Smuggled, 505 },
        { "HTTP/2.0 in words", "GET / HTTP/2.0\r\nHost: a\r\n\r\n" + Smuggled, 505 },
        { "lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n" + Smuggled, 505 },
        { "method with odd letters", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n" + Smuggled, 400 },
        { "target that is too long", $"GET /{new string('a', EdgeServerLimits.RequestLineBytes)} HTTP/1.1\r\nHost: a\r\n\r\n" + Smuggled, 414 },
        { "headers that are too long", $"GET / HTTP/1.1\r\nHost: a\r\nCookie: a={new string('a', EdgeServerLimits.HeaderBytes)}\r\n\r\n" + Smuggled, 431 },
        { "too many headers", $"GET / HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Range(0, EdgeServerLimits.HeaderCount).Select(i => $"X-{i}: 1\r\n"))}\r\n" + Smuggled, 431 },
    };

    /// <summary>What is defined goes on, once, and as it was.</summary>
    public static TheoryData<string, string, string> GoesOn => new()
    {
        { "two slashes", "GET //a//b HTTP/1.1\r\nHost: a\r\n\r\n", "GET //a//b HTTP/1.1\r\n" },
        { "absolute form", "GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n", "GET /b?c HTTP/1.1\r\n" },
        { "dot segments", "GET /x.js/../account HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x.js/../account HTTP/1.1\r\n" },
        { "parameters of a segment", "GET /x.js/..;/account HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x.js/..;/account HTTP/1.1\r\n" },
        { "encoded slash", "GET /a%2f..%2Fb HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a%2f..%2Fb HTTP/1.1\r\n" },
        { "bad encoding", "GET /a%zz%1 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a%zz%1 HTTP/1.1\r\n" },
        { "chunked in capitals", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n" },
        { "chunked with extensions and trailers", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX-T: 1\r\n\r\n", "Transfer-Encoding: chunked\r\n" },
        { "GET with a body", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "Content-Length: 5\r\n" },
        { "length with a sign", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello", "Content-Length: 5\r\n" },
        { "unknown method", "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n", "BREW /pot HTTP/1.1\r\n" },
        { "HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\n" },
        { "empty header", "GET / HTTP/1.1\r\nHost: a\r\nX-Empty:\r\n\r\n", "X-Empty:" },
        { "60 KB of cookies", $"GET / HTTP/1.1\r\nHost: a\r\nCookie: a={new string('a', 60_000)}\r\n\r\n", $"Cookie: a={new string('a', 60_000)}\r\n" },
        { "190 headers", $"GET / HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Range(0, 190).Select(i => $"X-{i}: 1\r\n"))}\r\n", "X-189: 1\r\n" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Ambiguous_IsRefusedAndNothingOfItIsForwarded(string what, string request, int status)
    {
        await using var lab = await Lab.StartAsync();

        var response = await RawClient.SendAsync(lab.Edge.Address, request);

        RawClient.StatusOf(response).ShouldBe(status, what);
        lab.Upstream.Heads.ShouldBeEmpty();
        response.ShouldNotContain("Exception");
    }

    [Theory]
    [MemberData(nameof(GoesOn))]
    public async Task Defined_GoesOnOnceAndUnchanged(string what, string request, string expected)
    {
        await using var lab = await Lab.StartAsync();

        var response = await RawClient.SendAsync(lab.Edge.Address, request);

        RawClient.StatusOf(response).ShouldBe(200, $"{what}: {response}");
        lab.Upstream.Heads.Count.ShouldBe(1);
        lab.Upstream.Heads.TryDequeue(out var head);
        head!.ShouldContain(expected, Case.Sensitive, what);
    }

    [Theory]
    [InlineData("5\r\nhello\r\n5\r\nsmug")]
    [InlineData("5\r\nhelloXX\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffff1\r\nhello\r\n0\r\n\r\n")]
    [InlineData("-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5\nhello\n0\n\n")]
    [InlineData("5 \r\nhello\r\n0\r\n\r\n")]
    public async Task ChunksBroken_ApplicationNeverSeesACompleteBody(string chunks)
    {
        await using var lab = await Lab.StartAsync();

        var response = await RawClient.SendAsync(lab.Edge.Address, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, TimeSpan.FromSeconds(1));

        lab.Bodies.ShouldNotContain(body => body.EndsWith("0\r\n\r\n", StringComparison.Ordinal));
        (RawClient.StatusOf(response) is 0 or 400 or 408).ShouldBeTrue(response);
    }

    [Fact]
    public async Task Http2_PathThatWouldSplitARequest_IsRefused()
    {
        await using var lab = await Lab.StartAsync();

        foreach (var path in new[] { "/ HTTP/1.1\r\nHost: b\r\n\r\nGET /smuggled", "/a b", "/a\tb", "/a#b", "a", "*" })
        {
            await Http2Frames.SendAsync(lab.Edge.Address, [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", path)]);
        }

        lab.Upstream.Heads.ShouldBeEmpty();
        await Http2Frames.SendAsync(lab.Edge.Address, [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/fine")]);
        lab.Upstream.Heads.Count.ShouldBe(1, "Otherwise the frames were wrong, and nothing was tested.");
    }

    [Theory]
    [InlineData("x-a", "1\r\nx-b: 2")]
    [InlineData("X-Upper", "1")]
    [InlineData("connection", "close")]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("te", "gzip")]
    [InlineData("cookie", "a=\0b")]
    [InlineData("content-length", "5")]
    public async Task Http2_HeaderThatWouldSplitARequest_IsRefused(string name, string value)
    {
        await using var lab = await Lab.StartAsync();

        await Http2Frames.SendAsync(lab.Edge.Address, [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/"), (name, value)]);

        lab.Upstream.Heads.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("x-a\r\nx-b", "1")]
    [InlineData("x a", "1")]
    [InlineData("x\0a", "1")]
    public async Task Http2_NameThatIsNone_IsNotForwarded(string name, string value)
    {
        await using var lab = await Lab.StartAsync();

        await Http2Frames.SendAsync(lab.Edge.Address, [(":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/"), (name, value)]);

        lab.Upstream.Heads.ShouldAllBe(head => !head.Contains("x-", StringComparison.Ordinal) && !head.Contains("x a", StringComparison.Ordinal) && !head.Contains('\0'));
    }

    private sealed class Lab : IAsyncDisposable
    {
        private Lab(RawUpstream upstream, TestEdge edge, System.Collections.Concurrent.ConcurrentQueue<string> bodies)
        {
            Upstream = upstream;
            Edge = edge;
            Bodies = bodies;
        }

        public RawUpstream Upstream { get; }

        public TestEdge Edge { get; }

        public System.Collections.Concurrent.ConcurrentQueue<string> Bodies { get; }

        public static async Task<Lab> StartAsync()
        {
            var bodies = new System.Collections.Concurrent.ConcurrentQueue<string>();
            var upstream = RawUpstream.With(async (stream, head) =>
            {
                if (head.Contains("chunked", StringComparison.Ordinal) || head.Contains("Content-Length: 5", StringComparison.Ordinal))
                {
                    var buffer = new byte[1000];
                    var body = "";
                    while (!body.EndsWith("0\r\n\r\n", StringComparison.Ordinal) && body != "hello")
                    {
                        var count = await stream.ReadAsync(buffer);
                        if (count == 0)
                            break;
                        body += System.Text.Encoding.Latin1.GetString(buffer, 0, count);
                    }

                    bodies.Enqueue(body);
                }

                await RawUpstream.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                return true;
            });
            return new Lab(upstream, await TestEdge.StartAsync(TestEdge.OptionsFor(upstream.Url)), bodies);
        }

        public async ValueTask DisposeAsync()
        {
            await Edge.DisposeAsync();
            Upstream.Dispose();
        }
    }
}
