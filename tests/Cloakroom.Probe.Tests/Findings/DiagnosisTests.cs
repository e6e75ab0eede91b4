using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;
using Cloakroom.Replay.Caches.Configurations;

namespace Cloakroom.Probe.Tests.Findings;

public sealed class DiagnosisTests
{
    [Theory]
    [InlineData("Age: 7", null)]
    [InlineData("Age: 7|Server: Kestrel", "ASP.NET Core")]
    [InlineData("Age: 7|Server: nginx/1.22.1", "nginx")]
    [InlineData("X-Cache-Status: HIT|Server: nginx", "nginx")]
    [InlineData("X-Proxy-Cache: STALE", "nginx")]
    [InlineData("X-Varnish: 32770 3|Age: 0", "Varnish")]
    [InlineData("X-Cache: HIT|Via: 1.1 varnish (Varnish/7.1)", "Varnish")]
    [InlineData("X-Cache: HIT from proxy.example|X-Cache-Lookup: HIT from proxy.example:3128|Via: 1.1 proxy.example (squid/5.7)", "Squid")]
    [InlineData("Via: http/1.1 edge (ApacheTrafficServer/9.2.3 [cHs f ])", "Traffic Server")]
    [InlineData("Via: http/1.1 edge (ApacheTrafficServer/9.2.3 [uScRs f p eN:t cCHp s ])|Server: ATS/9.2.3", "Traffic Server")]
    [InlineData("X-Cache: Hit from cloudfront|Via: 1.1 abc.cloudfront.net (CloudFront)|X-Amz-Cf-Pop: FRA56-P1", "CloudFront")]
    [InlineData("X-Cache: RefreshHit from cloudfront|X-Amz-Cf-Id: x", "CloudFront")]
    [InlineData("CF-Cache-Status: HIT|CF-RAY: 8-AMS|Server: cloudflare", "Cloudflare")]
    [InlineData("X-Served-By: cache-ams21-AMS|X-Cache: HIT|X-Cache-Hits: 1", "Fastly")]
    [InlineData("X-Served-By: cache-a, cache-b|X-Cache: MISS, HIT", "Fastly")]
    [InlineData("X-Cache: HIT from web1|Server: Apache/2.4", "Apache httpd")]
    [InlineData("Cache-Status: \"Souin\"; hit; ttl=7", null)]
    [InlineData("Cache-Status: nginx; hit", "nginx")]
    [InlineData("X-Cache: TCP_MEM_HIT", null)]
    internal void Of_HitByTheHeaders_IsACacheReplayThatNamesTheCache(string headers, string? cache)
    {
        var mechanism = Diagnosis.Of(CheckKind.ForeignMarker, Pair(headers, 500));
        mechanism.Code.ShouldBe("cache-replay");
        mechanism.Cache.ShouldBe(cache);
        mechanism.Because.ShouldContain(headers.Split('|').First(one => !one.StartsWith("Server", StringComparison.Ordinal) && !one.StartsWith("X-Served", StringComparison.Ordinal)));
        mechanism.Remedy.ShouldContain("identity must not reach the origin");
    }

    [Theory]
    [InlineData("Age: 0")]
    [InlineData("X-Cache: MISS from proxy.example|Via: 1.1 proxy.example (squid/5.7)")]
    [InlineData("CF-Cache-Status: DYNAMIC")]
    [InlineData("X-Varnish: 32770")]
    [InlineData("Via: http/1.1 edge (ApacheTrafficServer/9.2.3 [cMsSf ])")]
    [InlineData("Cache-Status: nginx; fwd=miss; stored")]
    [InlineData("X-Cache: Miss from cloudfront")]
    [InlineData("X-Cache: MISS, MISS|X-Cache-Hits: 0, 0")]
    [InlineData("Server: nginx")]
    internal void Of_MissByTheHeaders_IsTheApplication(string headers) => Diagnosis.Of(CheckKind.ForeignMarker, Pair(headers, 500)).Code.ShouldBe("application");

    [Fact]
    public void Of_SameDateSecondsLater_IsACacheReplayWithoutAnyHeaderOfACache()
    {
        var mechanism = Diagnosis.Of(CheckKind.ForeignMarker, Pair("Date: Sun, 22 Nov 2026 12:00:00 GMT", 5000, "Date: Sun, 22 Nov 2026 12:00:00 GMT"));
        mechanism.Code.ShouldBe("cache-replay");
        mechanism.Cache.ShouldBeNull();
        mechanism.Because.ShouldContain(one => one.StartsWith("Date is the same in both", StringComparison.Ordinal));
        Diagnosis.Of(CheckKind.ForeignMarker, Pair("Date: Sun, 22 Nov 2026 12:00:05 GMT", 5000, "Date: Sun, 22 Nov 2026 12:00:00 GMT")).Code.ShouldBe("application");

        // Within a second the same date says nothing.
        Diagnosis.Of(CheckKind.ForeignMarker, Pair("Date: Sun, 22 Nov 2026 12:00:00 GMT", 200, "Date: Sun, 22 Nov 2026 12:00:00 GMT")).Code.ShouldBe("application");
    }

    /// <summary>nginx writes the time of its own answer on what it has in store.</summary>
    [Theory]
    [InlineData("nginx/1.22.1", false)]
    [InlineData("Kestrel", true)]
    public void Of_AnotherDate_TellsOfANewResponseWhereItIsTheOrigins(string server, bool isAnew)
    {
        var mechanism = Diagnosis.Of(CheckKind.ForeignMarker, Pair($"Server: {server}|Date: Sun, 22 Nov 2026 12:00:05 GMT", 5000, $"Server: {server}|Date: Sun, 22 Nov 2026 12:00:00 GMT"));
        mechanism.Code.ShouldBe("application");
        mechanism.Because.Contains("this response was made anew").ShouldBe(isAnew);
    }

    [Theory]
    [InlineData("nginx/1.22.1", "nginx", "proxy_ignore_headers", Tactic.TimedPair, "cache-replay")]
    [InlineData("Kestrel", "ASP.NET Core", "NoCache()", Tactic.TimedPair, "cache-replay")]
    [InlineData("nginx/1.22.1", "nginx", "proxy_ignore_headers", Tactic.PathVariant, "path-confusion")]
    public void Of_WhatGoesByItsAddress_IsProbablyTheCacheOfWhoeverAnswers(string server, string cache, string remedy, string tactic, string code)
    {
        var mechanism = Diagnosis.Of(CheckKind.ForeignMarker, Pair($"Server: {server}", 500, tactic: tactic), goesByAddress: true);
        (mechanism.Code, mechanism.Cache).ShouldBe((code, cache));
        mechanism.Words.ShouldStartWith("Probably a cache");
        mechanism.Remedy.ShouldContain(remedy);
    }

    [Theory]
    [InlineData("X-Request-Id: 7f", "X-Request-Id: 7f", "cache-replay")]
    [InlineData("Content-Security-Policy: script-src 'nonce-abcdefgh1'", "Content-Security-Policy: script-src 'nonce-abcdefgh1'", "cache-replay")]
    [InlineData("Content-Security-Policy: script-src 'nonce-abcdefgh1'", "Content-Security-Policy: script-src 'nonce-zzzzzzzz2'", "application")]
    public void Of_Nonce_TellsTheSameResponseFromAnother(string one, string other, string code) => Diagnosis.Of(CheckKind.WrongIdentity, Pair(one, 300, other)).Code.ShouldBe(code);

    [Fact]
    public void Of_BothUnderWayWithOneNonce_IsCollapsed()
    {
        var mechanism = Diagnosis.Of(CheckKind.ForeignMarker, Pair("X-Request-Id: 7f", -15, "X-Request-Id: 7f"));
        mechanism.Code.ShouldBe("collapsed-requests");
        mechanism.Because.ShouldContain(one => one.StartsWith("both were under way at once", StringComparison.Ordinal));
        Diagnosis.Of(CheckKind.ForeignMarker, Pair("X-Request-Id: 7f|Age: 4", -15, "X-Request-Id: 7f")).Code.ShouldBe("cache-replay");
        Diagnosis.Of(CheckKind.ForeignMarker, Pair("Cache-Status: x; fwd=miss; collapsed", -15)).Code.ShouldBe("collapsed-requests");
        Diagnosis.Of(CheckKind.ForeignMarker, Pair("", -15)).Code.ShouldBe("application");
    }

    [Fact]
    public void Of_StoredVariant_IsPathConfusion() =>
        Diagnosis.Of(CheckKind.ForeignMarker, Pair("CF-Cache-Status: HIT", 200, tactic: Tactic.PathVariant)).ShouldSatisfyAllConditions(
            one => one.Code.ShouldBe("path-confusion"), one => one.Remedy.ShouldContain("Cache Deception Armor"));

    [Fact]
    public void Of_OneValueSetByTwoFreshResponses_IsADuplicateIssue()
    {
        Diagnosis.Of(CheckKind.ForeignCookie, Pair("Set-Cookie: sid=1|Date: Sun, 22 Nov 2026 12:00:05 GMT", 5000, "Set-Cookie: sid=1|Date: Sun, 22 Nov 2026 12:00:00 GMT")).Code.ShouldBe("duplicate-issue");
        Diagnosis.Of(CheckKind.ForeignCookie, Pair("Set-Cookie: sid=1; Path=/|Age: 3", 5000, "Set-Cookie: sid=1; Path=/")).Code.ShouldBe("cache-replay");
        Diagnosis.Of(CheckKind.ForeignCookie, Pair("Set-Cookie: sid=1", 500, "Set-Cookie: sid=2")).Code.ShouldBe("application");
    }

    [Theory]
    [InlineData(CheckKind.CookieOnCacheable)]
    [InlineData(CheckKind.PersonalStorable)]
    internal void Of_Warning_IsStorableBecauseOfItsCacheControl(CheckKind check)
    {
        var mechanism = Diagnosis.Of(check, Pair("Cache-Control: public, max-age=60", 0));
        mechanism.Code.ShouldBe("storable");
        mechanism.Because[0].ShouldBe("Cache-Control: public, max-age=60");
        Diagnosis.Of(check, Pair("", 0)).Because[0].ShouldBe("no Cache-Control");
    }

    [Theory]
    [InlineData(CacheName.Nginx, "proxy_ignore_headers")]
    [InlineData(CacheName.Varnish, "return (hash)")]
    [InlineData(CacheName.Haproxy, "cache-store")]
    [InlineData(CacheName.Apache, "CacheEnable")]
    [InlineData(CacheName.Squid, "cache deny !asset")]
    [InlineData(CacheName.TrafficServer, "cache_responses_to_cookies INT 0")]
    [InlineData(CacheName.CloudFront, "4135ea2d-6df8-44a3-9df3-4b5a84be39ad")]
    [InlineData(CacheName.Cloudflare, "Bypass cache")]
    [InlineData(CacheName.Fastly, "return(pass)")]
    [InlineData(CacheName.AspNet, "NoCache()")]
    [InlineData(null, "no-store")]
    public void ForCache_EachCache_HasLinesOfItsOwn(string? cache, string line) => Remedies.ForCache(cache).ShouldContain(line);

    /// <summary>What people are told to write is what leaks nothing in the walks of docs/caches.md.</summary>
    [Fact]
    public void ForCache_EachThatIsWalked_HasTheConfigurationThatIs()
    {
        var recommended = CacheConfigurations.All.Where(one => one.Name == CacheConfigurations.Recommended).ToList();
        recommended.Count.ShouldBe(6);
        foreach (var one in recommended)
            Remedies.ForCache(one.Cache).ShouldContain(string.Concat(one.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"    {line}\n")));
    }

    [Fact]
    public void Caches_WithRemedies_AreAllThatCanBeNamed() => Remedies.Caches.Count().ShouldBe(10);

    private static Evidence Pair(string received, double gap, string source = "", string tactic = Tactic.TimedPair)
    {
        var first = MadeUp.Exchange("alice", "https://h/account", 0, 20, "<p>alice</p>", headers: Fields(source));
        var second = MadeUp.Exchange("bob", "https://h/account", 20 + gap, 20, "<p>alice again</p>", tactic, headers: Fields(received));
        return Evidence.Of(MadeUp.Sighting(second, first));
    }

    private static (string, string)[] Fields(string text) =>
        [.. text.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(line => (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]))];
}
