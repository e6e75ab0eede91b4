using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Tests.Findings;

namespace Cloakroom.Probe.Tests.Reports;

/// <summary>Reports of runs that never were.</summary>
internal static class Sample
{
    public static ProbeReport Report(IReadOnlyList<FindingReport>? findings = null, long pairs = 1200, long leaks = 0) => new()
    {
        Version = "0.1.0",
        Target = new Uri("https://shop.example/"),
        StartedAt = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero),
        Seconds = 42.5,
        Seed = 7,
        Verdict = findings is { Count: > 0 } ? (Verdict)Math.Max((int)Verdict.Warnings, (int)(findings.Max(one => one.Severity) == Severity.Leak ? Verdict.Leaks : Verdict.Warnings)) : Verdict.Clean,
        End = EndReason.Planned,
        Load = new Load(4210, 3, 18_400_000, 99.06, new Dictionary<string, long> { ["timed-pair"] = 2400, ["burst"] = 900, ["explore"] = 410, ["path-variant"] = 500 }),
        Confidence = new Confidence(pairs, leaks, leaks == 0 ? 3.0 / Math.Max(1, pairs) : 0.02, 1e-3),
        Accounts = [new("alice", true, 6, 2100, null), new("bob", true, 5, 2104, null), new("anonymous", false, 0, 6, null)],
        SessionCookies = ["sid"],
        Findings = findings ?? [],
        Untested = [],
        Targets =
        [
            new("/account", "page", true, 900, 300, true, findings?.Select(one => (Severity?)one.Severity).DefaultIfEmpty().Max()),
            new("/s/app.js", "asset", false, 1100, 900, false, null),
        ],
    };

    /// <summary>A leak through Varnish, one while both were under way, a warning and a note.</summary>
    public static ProbeReport Rich()
    {
        var book = new FindingBook(MadeUp.Known());
        var leak = MadeUp.Leak();
        for (var i = 0; i < 12; i++)
            book.Add(leak);
        (string, string)[] fresh = [("Date", "Sun, 22 Nov 2026 12:00:04 GMT"), ("Content-Type", "text/javascript"), ("Cache-Control", "public, max-age=600"), ("X-Request-Id", "one-and-only"), ("Set-Cookie", $"sid={MadeUp.AliceSid}; Path=/")];
        var first = MadeUp.Exchange("alice", "https://shop.example/s/app.js", 4000, 80, "window.app=1;", Cloakroom.Probe.Plans.Tactic.Burst, headers: fresh, request: [("Cookie", $"sid={MadeUp.AliceSid}")]);
        var second = MadeUp.Exchange("bob", "https://shop.example/s/app.js", 4010, 71, "window.app=1;", Cloakroom.Probe.Plans.Tactic.Burst, headers: fresh, request: [("Cookie", $"sid={MadeUp.BobSid}")]);
        book.Add(MadeUp.Sighting(second, first, CheckKind.ForeignCookie, detail: "cookie sid", place: "header Set-Cookie", secret: MadeUp.AliceSid) with { Words = "Bob was given the session cookie that alice had been given." });
        book.Add(MadeUp.Sighting(second, null, CheckKind.CookieOnCacheable, Severity.Warning, "cookie sid", "header Set-Cookie") with { Words = "A shared cache may store this response, and it sets cookie sid." });
        book.Add(MadeUp.Sighting(MadeUp.Exchange("bob", "https://shop.example/", 9000, headers: [("Age", "2")]), MadeUp.Exchange("alice", "https://shop.example/", 7000), CheckKind.ReplayedNonce, Severity.Note, "", "response"));
        foreach (var one in book.Unconfirmed(Severity.Leak))
            book.Confirmed(one.Id, true);
        var report = Report(book.ToReports(), 1200, 14) with
        {
            Untested = [new("carol", "signing in failed: status 403 where one below 400 was expected", "Look at her password in accounts.csv, line 4."), new("path-variant", "the time was up", "Give --time 10m.")],
        };
        return report with { Comparison = Comparison.Of(Report(report.Findings.Skip(1).ToList()) with { StartedAt = report.StartedAt.AddDays(-3) }, report) };
    }

    /// <summary>All texts that come from elsewhere are meant ill.</summary>
    public static ProbeReport Hostile()
    {
        const string Evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u001b[2J\u001b]0;owned\u0007\u202Egnp.exe\u2066\0\uFFFF\uD800]]>\"'&\r\n::error::x";
        var report = Rich();
        var finding = report.Findings[0];
        ExchangeReport Ill(ExchangeReport one) => one with { Url = "javascript:alert(1)//" + Evil, Headers = [Evil, "X: " + Evil], RequestHeaders = [Evil], BodyExcerpt = Evil, Account = Evil, Method = Evil, Protocol = Evil, BodyDigest = Evil };
        var ill = finding with
        {
            Signs = [new(Evil, Severity.Leak, Evil, Evil, Evil, Evil, 3, Evil), new(Evil, Severity.Leak, Evil, Evil, Evil, Evil, 3, Evil), new(Evil, Severity.Leak, Evil, Evil, Evil, null, 3, null)],
            Addresses = [new(Evil, false, 2), new(Evil, true, 1)],
            StandsFor = [Evil],
            Title = Evil,
            Route = Evil,
            Owner = Evil,
            Receiver = Evil,
            Words = Evil,
            Place = Evil,
            Secret = Evil,
            Tactics = [Evil],
            Curl = Evil,
            Source = Ill(finding.Source!),
            Received = Ill(finding.Received),
            Mechanism = new Mechanism(Evil, Evil, Evil, Evil + "\n    " + Evil, [Evil]),
        };
        // Two with one mechanism are a group.
        return report with
        {
            Findings = [ill, ill with { Id = "other" }],
            Comparison = report.Comparison! with { Findings = [new(Evil, Change.New, Evil, Evil, Evil, null, Severity.Leak, 0, 1, Evil)], Untested = [new(Evil, Evil, Evil)] },
            Untested = [new(Evil, Evil, Evil)],
            Accounts = [new(Evil, true, 1, 1, Evil)],
            SessionCookies = [Evil],
            Targets = [new(Evil, Evil, true, 1, 1, true, Severity.Leak)],
            Load = report.Load with { ByTactic = new Dictionary<string, long> { [Evil] = 1 } },
        };
    }
}
