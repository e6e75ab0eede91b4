using System.Text;
using BenchmarkDotNet.Attributes;
using Cloakroom.Bench.Rates;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Bench.Probe;

/// <summary>What all checks together cost for one response, with ten markers for each account.</summary>
[MemoryDiagnoser]
public class ScanBenchmarks
{
    private const int Different = 64;

    private static readonly string[] Names = ["Alice O'Brien", "Robert", "Zoë", "François", "Grace Hopper", "Juan", "Müller", "Катя"];

    private readonly SeededNumbers _numbers = new(5);
    private MarkerBook _book = new();
    private Inspector? _inspector;
    private Exchange[] _exchanges = [];
    private byte[] _body = [];
    private int _next;

    [Params(2, 100)]
    public int Accounts { get; set; }

    [Params(2, 10, 100)]
    public int Kilobytes { get; set; }

    [GlobalSetup]
    public void Start()
    {
        _book = new MarkerBook();
        for (var account = 0; account < Accounts; account++)
        {
            foreach (var value in Markers(account)) _book.Add(new Marker($"user{account}", "text", value, MarkerOrigin.Given));
        }

        _inspector = new Inspector(new InspectorOptions(), _book, new IdentityOracle([], []));
        _exchanges = [.. Enumerable.Range(0, Different).Select(number => Exchange(number, Page()))];
        _body = _exchanges[0].Body.ToArray();
    }

    /// <summary>The body alone, looked at as if for the first time.</summary>
    [Benchmark]
    public bool ScanBody() => _book.ScanBody(_body, "user0").HasOwn;

    /// <summary>All checks; the body is the same as the last time.</summary>
    [Benchmark]
    public int InspectSame() => _inspector!.Inspect(_exchanges[0]).Count;

    /// <summary>All checks; no two bodies in a row are the same.</summary>
    [Benchmark]
    public int InspectDifferent() => _inspector!.Inspect(_exchanges[_next++ % Different]).Count;

    private IEnumerable<string> Markers(int account) =>
    [
        $"user{account:000}.{Hex(4)}@example.com", $"{Names[account % Names.Length]} {Hex(5)}", Hex(32), Hex(12), $"{_numbers.Between(100000, 999999):0}",
        $"clk{Hex(16)}", Hex(40), $"Sokolov-{Hex(3)}", $"+4917{_numbers.Between(10000000, 99999999):0}", $"{account} Elm Street {Hex(4)}",
    ];

    private string Page()
    {
        var page = new StringBuilder("<!doctype html><title>Shop</title>");
        while (page.Length < Kilobytes * 1024)
        {
            page.Append($"<div class=\"product-{Below(1000)} card\" data-id=\"{Below(100000)}\"><a href=\"/products/{Hex(6)}?ref=home&amp;page={Below(50)}\">Lorem ipsum dolor sit amet, {Hex(3)} elit</a>\n");
            page.Append($"<script nonce=\"{Hex(8)}\">var x = {{\"name\":\"Item {Below(999)}\",\"price\":{Below(999)},\"html\":\"\\u003cb\\u003e\"}};</script></div>");
        }

        return page.ToString(0, Kilobytes * 1024);
    }

    private static Exchange Exchange(int number, string body) => new()
    {
        Number = number + 1,
        Account = "user0",
        Request = new ProbeRequest(new Uri("https://site.test/products"), Tactic.TimedPair),
        RequestHeaders = [new("Host", "site.test"), new("Cookie", "sid=" + Hex0)],
        At = DateTimeOffset.UnixEpoch,
        Sent = number,
        Answered = number,
        Ended = number,
        Status = 200,
        Headers = [new("Content-Type", "text/html; charset=utf-8"), new("Date", "Thu, 01 Jan 2026 00:00:00 GMT"), new("Cache-Control", "private"), new("Vary", "Cookie, Accept-Encoding"), new("Server", "nginx"), new("ETag", "\"5f3-61c\"")],
        Body = Encoding.UTF8.GetBytes(body),
    };

    private const string Hex0 = "0123456789abcdef0123456789abcdef";

    private int Below(int most) => (int)(_numbers.Even() * most);

    private string Hex(int length) => string.Create(length, this, static (text, self) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = Hex0[self.Below(16)];
    });
}
