using System.Text;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Tests.Reports;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Findings;

/// <summary>With an attacker's eye: whoever gets a report must not get anybody's session by it.</summary>
public sealed class RedactionTests
{
    [Theory]
    [InlineData("html")]
    [InlineData("json")]
    [InlineData("junit")]
    [InlineData("sarif")]
    [InlineData("summary")]
    [InlineData("text")]
    [InlineData("curl")]
    public void EveryOutput_OfALeakInManyEncodings_HoldsNoSecretInAny(string kind)
    {
        var book = new FindingBook(MadeUp.Known());
        book.Add(MadeUp.Leak());
        book.Add(MadeUp.Leak() with { Place = "header Set-Cookie", Check = CheckKind.ForeignCookie, Detail = "cookie sid", Secret = SecretName.Of("alice", "cookie sid", MadeUp.AliceSid) });
        book.Add(MadeUp.Leak() with { Words = $"It has {MadeUp.AliceMail}.", Detail = MadeUp.AliceBio, Place = $"header X-{MadeUp.Bearer}" });
        var report = Sample.Report(book.ToReports());
        var output = Outputs.Write(report, kind);
        output.Length.ShouldBeGreaterThan(50);

        foreach (var secret in MadeUp.Secrets)
        {
            foreach (var reading in Readings(output))
                reading.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{secret} in {kind}");
            foreach (var form in Forms(secret))
                output.Contains(form, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"{form} in {kind}");
        }
    }

    [Fact]
    public void Report_OfALeak_ShowsTheSameSecretByTheSameNameEverywhere()
    {
        var leak = MadeUp.Leak();
        var redaction = new Redaction(MadeUp.Known(), [leak.Source!, leak.Received]);
        var report = redaction.Report(KeptExchange.Of(leak.Received, leak.Place), null, leak.Secret, null, withExcerpt: true);
        var sid = SecretName.Of("alice", "cookie sid", MadeUp.AliceSid).ToString();
        report.Headers.ShouldContain($"Set-Cookie: sid={sid}; Path=/; HttpOnly");
        report.BodyExcerpt.ShouldContain(leak.Secret!.ToString());
        report.BodyExcerpt.ShouldContain(SecretName.Of("alice", "email", MadeUp.AliceMail).ToString());
        report.BodyExcerpt.Length.ShouldBeLessThanOrEqualTo(400);
        report.RequestHeaders[0].ShouldBe($"Cookie: sid={SecretName.Of("bob", "cookie sid", MadeUp.BobSid)}; theme={SecretName.Of("", "cookie theme", "dark")}");
        redaction.Report(KeptExchange.Of(leak.Source!, leak.Place), null, null, null, false).RequestHeaders[0].ShouldContain(sid);
        report.Headers.ShouldContain("Age: 3");
        report.Headers.ShouldContain("Via: 1.1 varnish (Varnish/7.1)");
    }

    [Fact]
    public void Field_CookieOfNobodyKnown_HasNoOwner() =>
        Redaction().Field(new HeaderField("Set-Cookie", "pref=7; Path=/")).ShouldBe($"Set-Cookie: pref={SecretName.Of("", "cookie pref", "7")}; Path=/");

    [Theory]
    [InlineData("DW68700bfd16c2027de7de74a5a8202a6f")]
    [InlineData("wordpress_logged_in_5c016e8f0f95f039102cbe8366c5c7f3")]
    [InlineData("phpbb3_4x7ab_sid")]
    public void Field_CookieWithADigestInItsName_KeepsTheName(string name)
    {
        var exchange = MadeUp.Exchange("bob", "https://h/", headers: [("Set-Cookie", $"{name}=0123456789abcdef0123; Path=/")]);
        var redaction = new Redaction(new KnownSecrets(), [exchange]);
        redaction.Field(exchange.Headers[0]).ShouldBe($"Set-Cookie: {name}={SecretName.Of("", $"cookie {name}", "0123456789abcdef0123")}; Path=/");
        redaction.Text($"bob was given the value of the cookie {name} that alice was given before").ShouldContain($"the cookie {name} that");
        redaction.Text($"it is {name}.").ShouldBe($"it is {name}.");
        redaction.Text("it is 0123456789abcdef0123").ShouldNotContain("0123456789abcdef0123");
        new Redaction(new KnownSecrets(), [], [name]).Text($"the cookie {name} is set").ShouldBe($"the cookie {name} is set");
    }

    [Fact]
    public void Field_CookieWithASecretInItsName_HidesTheSecret() =>
        new Redaction(MadeUp.Known(), []).Field(new HeaderField("Set-Cookie", $"{MadeUp.AliceMail}=1; Path=/")).ShouldNotContain("made-up");

    [Theory]
    [InlineData("Authorization", "Bearer abc", "Bearer ‹authorization, sha256 ba7816bf8f01…›")]
    [InlineData("X-CSRF-Token", "abc", "‹value, sha256 ba7816bf8f01…›")]
    [InlineData("Cache-Control", "max-age=31536000, stale-while-revalidate=86400", "max-age=31536000, stale-while-revalidate=86400")]
    [InlineData("Via", "http/1.1 ats (ApacheTrafficServer/9.2.3 [cHs f ])", "http/1.1 ats (ApacheTrafficServer/9.2.3 [cHs f ])")]
    [InlineData("Location", "/next?state=abc&page=2", "/next?state=‹value, sha256 ba7816bf8f01…›&page=2")]
    [InlineData("X-Other", "who@else.example", "‹address, sha256 22e1b60ae0c9…›", false)]
    public void Field_ByWhatItIs_IsRedactedOrLeft(string name, string value, string shown, bool exact = true)
    {
        var field = Redaction().Field(new HeaderField(name, value));
        if (exact)
            field.ShouldBe($"{name}: {shown}");
        else
            field.ShouldStartWith($"{name}: ‹address, sha256 ");
    }

    [Theory]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_9")]
    [InlineData("9f86d081884c7d659a2feaa0c55ad015")]
    [InlineData("6fa459ea-ee8a-3ca4-894e-db77e160355e")]
    [InlineData("tok_live_51Hc9sKdLq0ZxWv8")]
    [InlineData("qWeRtYuIoPaSdFgHjKlZxCv")]
    public void Text_WhatLooksLikeAToken_StandsAsItsDigest(string token) =>
        Redaction().Text($"a {token} b").ShouldBe($"a {SecretName.Of("", "token", token)} b");

    [Theory]
    [InlineData("stale-while-revalidate=600")]
    [InlineData("a-very-long-name-of-some-page")]
    [InlineData("https://example.com/areas/views/index/settings")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64)")]
    public void Text_WhatIsNone_IsLeft(string text) => Redaction().Text(text).ShouldBe(text);

    [Fact]
    public void Text_OverlappingSecrets_LeavesNoEnd()
    {
        var known = new KnownSecrets();
        known.Add("alice", "first", "abcdef12");
        known.Add("alice", "second", "ef12secretend");
        var shown = new Redaction(known, []).Text("xx abcdef12secretend yy");
        shown.ShouldNotContain("secretend");
        shown.ShouldStartWith("xx ‹");
        shown.ShouldEndWith(" yy");
    }

    [Theory]
    [InlineData("%2563orrect%2520horse%2520battery")]
    [InlineData("c&#x6f;rr&#101;ct%20horse&#32;battery")]
    [InlineData("\\u0063orrect\\x20horse battery")]
    public void Text_SecretInAMixedForm_IsWithheld(string text)
    {
        var shown = new Redaction(MadeUp.Known(), []).Text(text);
        (shown.Contains("withheld", StringComparison.Ordinal) || shown.Contains("alice's password", StringComparison.Ordinal)).ShouldBeTrue(shown);
    }

    [Fact]
    public void Report_BodyInUtf16_HoldsNoSecret()
    {
        var exchange = MadeUp.Exchange("bob", "https://h/", bytes: Encoding.Unicode.GetBytes($"<p>{MadeUp.AliceMail}</p>"));
        var report = new Redaction(MadeUp.Known(), [exchange]).Report(KeptExchange.Of(exchange, "body at 6"), null, null, null, true);
        report.BodyExcerpt.ShouldContain("alice's email");
        report.BodyExcerpt.ShouldNotContain("made-up");
    }

    [Fact]
    public void Report_SecretsAllOverALongBody_AreNeverCutInTwo()
    {
        var body = string.Concat(Enumerable.Repeat($"<i>{MadeUp.AliceBio}</i>{MadeUp.AliceMail} ", 2_000));
        var bytes = Encoding.UTF8.GetBytes(body);
        for (var at = 30_000; at < 30_200; at++)
        {
            var exchange = MadeUp.Exchange("bob", "https://h/", bytes: bytes);
            var excerpt = new Redaction(MadeUp.Known(), [exchange]).Report(KeptExchange.Of(exchange, $"body at {at}"), null, null, null, true).BodyExcerpt;
            excerpt.Length.ShouldBeLessThanOrEqualTo(400);
            excerpt.ShouldNotContain("Alice &");
            excerpt.ShouldNotContain("made-up");
            excerpt.Count(letter => letter == '‹').ShouldBe(excerpt.Count(letter => letter == '›'));
        }
    }

    [Fact]
    public void Text_OfTheSiteWithAngleQuotes_CannotPassForAName() =>
        Redaction().Text("‹alice's cookie sid, sha256 000000000000…›").ShouldBe("<alice's cookie sid, sha256 000000000000…>");

    [Fact]
    public void Url_UserAndFragment_AreNotShown() =>
        Redaction().Url(new Uri("https://me:pass@h:8443/s/app.3f2a9c81d2e4.js?token=abc#frag")).ShouldBe("https://h:8443/s/app.3f2a9c81d2e4.js?token=‹value, sha256 ba7816bf8f01…›");

    private static Redaction Redaction() => new(new KnownSecrets(), []);

    private static IEnumerable<string> Readings(string output)
    {
        yield return output;
        yield return Uri.UnescapeDataString(output);
        yield return System.Net.WebUtility.HtmlDecode(output);
        yield return System.Net.WebUtility.UrlDecode(System.Net.WebUtility.HtmlDecode(output));
        yield return System.Text.RegularExpressions.Regex.Replace(output, @"\\u([0-9a-fA-F]{4})", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());
    }

    // By hand, and not by what the redaction itself looks for.
    private static IEnumerable<string> Forms(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return Uri.EscapeDataString(secret);
        yield return Convert.ToHexString(bytes);
        yield return Convert.ToBase64String(bytes)[..^4];
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes("id:" + secret))[4..^4];
        yield return string.Concat(secret.Select(letter => $"&#{(int)letter};"));
        yield return string.Concat(secret.Select(letter => $"\\u{(int)letter:x4}"));
        yield return secret[..Math.Min(14, secret.Length)];
        yield return secret[^Math.Min(14, secret.Length)..];
    }
}
