using System.Diagnostics;
using System.Text;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Findings;

/// <summary>Exchanges of a run that never was.</summary>
internal static class MadeUp
{
    public const string AliceSid = "s%3A8fKq2_XzP0aLr9TtWv3y.Nn4bQm7JcYd5Hh1Gg";
    public const string BobSid = "s%3Azz91_QwErTy77UiOpLk4.Jh6gFd3SaZx2Cv8Bn";
    public const string AliceBio = "Alice & \"Co\" <wörk>/+7";
    public const string AliceMail = "alice.made-up@example.com";
    public const string AlicePassword = "correct horse battery";
    public const string Bearer = "tok_live_51Hc9sKdLq0ZxWv8";

    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static long _number;

    public static IReadOnlyList<string> Secrets { get; } = [AliceSid, Uri.UnescapeDataString(AliceSid), BobSid, Uri.UnescapeDataString(BobSid), AliceBio, AliceMail, AlicePassword, Bearer];

    public static KnownSecrets Known()
    {
        var known = new KnownSecrets();
        known.Add("alice", "cookie sid", AliceSid);
        known.Add("bob", "cookie sid", BobSid);
        known.Add("alice", "planted bio", AliceBio);
        known.Add("alice", "email", AliceMail);
        known.Add("alice", "password", AlicePassword);
        return known;
    }

    /// <param name="sent">Milliseconds after the start of the run.</param>
    public static Exchange Exchange(
        string account, string url, double sent = 0, double took = 20, string body = "hello", string tactic = Tactic.TimedPair, int status = 200,
        (string Name, string Value)[]? headers = null, (string Name, string Value)[]? request = null, string method = "GET", byte[]? bytes = null)
    {
        var ticks = Stopwatch.Frequency / 1000.0;
        return new Exchange
        {
            Number = Interlocked.Increment(ref _number),
            Account = account,
            Request = new ProbeRequest(new Uri(url), tactic) { Method = new HttpMethod(method) },
            RequestHeaders = [.. (request ?? []).Select(one => new HeaderField(one.Name, one.Value))],
            At = Start.AddMilliseconds(sent),
            Sent = (long)(sent * ticks),
            Answered = (long)((sent + took) * ticks),
            Ended = (long)((sent + took) * ticks),
            Status = status,
            Headers = [.. (headers ?? []).Select(one => new HeaderField(one.Name, one.Value))],
            Body = bytes ?? Encoding.UTF8.GetBytes(body),
        };
    }

    public static Sighting Sighting(
        Exchange received, Exchange? source = null, CheckKind check = CheckKind.ForeignMarker, Severity severity = Severity.Leak, string detail = "planted bio", string place = "body at 0", string? secret = null) =>
        new(check, severity, received)
        {
            Owner = source?.Account,
            Source = source,
            Place = place,
            Words = "The response has what belongs to alice alone.",
            Detail = detail,
            Secret = secret is null ? null : SecretName.Of("alice", detail, secret),
        };

    /// <summary>For paths that differ: digits in them are taken for the number of something.</summary>
    public static string Letters(int number) => new([.. number.ToString("D5", System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0'))]);

    /// <summary>Alice, then Bob within the second: everything of hers is in what he got, written in every way.</summary>
    public static Sighting Leak()
    {
        var body = "<!doctype html><script>var u={\"token\":\"" + Bearer + "\",bio:\"" + System.Text.Encodings.Web.JavaScriptEncoder.Default.Encode(AliceBio) + "\"}</script>"
            + $"<p>{System.Net.WebUtility.HtmlEncode(AliceBio)}</p><a href=\"/x?mail={Uri.EscapeDataString(AliceMail)}&p={System.Net.WebUtility.UrlEncode(AlicePassword)}\">{AliceMail}</a>"
            + $"<!-- {Convert.ToBase64String(Encoding.UTF8.GetBytes("id:" + AliceMail))} {Convert.ToHexString(Encoding.UTF8.GetBytes(AlicePassword))} {AliceSid} {Uri.UnescapeDataString(AliceSid)} -->"
            + string.Concat(AliceMail.Select(letter => $"&#{(int)letter};")) + string.Concat(AlicePassword.Select(letter => $"\\u{(int)letter:x4}"));
        (string, string)[] headers =
        [
            ("Date", "Sun, 22 Nov 2026 12:00:00 GMT"), ("Content-Type", "text/html; charset=utf-8"), ("Age", "3"), ("X-Cache", "HIT from edge"), ("Via", "1.1 varnish (Varnish/7.1)"),
            ("Set-Cookie", $"sid={AliceSid}; Path=/; HttpOnly"), ("Location", $"/welcome?token={Bearer}&who={Uri.EscapeDataString(AliceMail)}"), ("X-Api-Key", Bearer),
            ("Link", $"</u/{Uri.EscapeDataString(AliceBio)}>; rel=me"), ("ETag", "\"5f-1\""),
        ];
        var url = $"https://shop.example/account/{Uri.EscapeDataString(AliceMail)}?session={Uri.EscapeDataString(Uri.UnescapeDataString(BobSid))}&page=2";
        var source = Exchange("alice", url, 0, 20, body, headers: headers[..2], request: [("Cookie", $"sid={AliceSid}; theme=dark"), ("Authorization", $"Bearer {Bearer}")]);
        var received = Exchange("bob", url, 500, 4, body, headers: headers, request: [("Cookie", $"sid={BobSid}; theme=dark"), ("User-Agent", "probe")]);
        return Sighting(received, source, place: "body at " + Encoding.UTF8.GetByteCount(body[..body.IndexOf("<p>", StringComparison.Ordinal)]), secret: AliceBio);
    }
}
