using System.Diagnostics;
using System.Text;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Findings;

/// <summary>Where a text is cut off, a half of a secret must not be left; and what a secret is called must not hold another.</summary>
public sealed class RedactionEdgeTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public void Report_SecretCutInTwoWhereTheSurroundingsBegin_ShowsNoHalf()
    {
        var wanted = SecretName.Of("alice", "email", MadeUp.AliceMail);
        for (var shift = 0; shift < 40; shift++)
        {
            // The mail stands right behind what is cut in two, and once more where it was seen.
            var start = $"{new string('.', 3_000 - shift)}{Password} {MadeUp.AliceMail}";
            var body = start.PadRight(3_000 + 8_192, '-') + MadeUp.AliceMail;
            var shown = Report(body, 3_000 + 8_192, wanted);
            foreach (var half in Halves())
                shown.ShouldNotContain(half);
            shown.ShouldContain("email");
        }
    }

    [Fact]
    public void Report_SecretCutInTwoWhereTheBodyWasCutOff_ShowsNoHalf()
    {
        for (var left = 4; left < Password.Length; left++)
        {
            var body = $"{new string('-', 500)}{MadeUp.AliceMail} {Password[..left]}";
            Report(body, 500, SecretName.Of("alice", "email", MadeUp.AliceMail), BodyState.CutOff).ShouldNotContain(Password[..left]);
        }
    }

    [Fact]
    public void Report_SecretInAMixedFormCutInTwoByTheExcerpt_ShowsNoHalf()
    {
        var mixed = "c&#x6f;rr&#101;ct%20horse&#32;b&#97;ttery";
        for (var shift = 0; shift < 500; shift++)
        {
            var shown = Report($"{new string('.', 2_000)}{mixed}{new string('-', shift)}{MadeUp.AliceMail}{new string('-', 500 - shift)}{mixed}{new string('.', 2_000)}", 2_000 + mixed.Length + shift, null);
            shown.ShouldNotContain("ttery");
            shown.ShouldNotContain("c&#x6f;rr");
        }
    }

    [Fact]
    public void Name_WithASecretInItsLabel_ShowsItNowhere()
    {
        var known = MadeUp.Known();
        known.Add("alice", $"own text, as on /me?who={MadeUp.AliceMail}", "Alice of the Wood");
        known.Add("alice", "cookie sess_correct horse battery", "another value");
        var redaction = new Redaction(known, []);
        redaction.Text("Hello Alice of the Wood, another value").ShouldNotContain("made-up");
        redaction.Text("Hello Alice of the Wood, another value").ShouldNotContain("battery");

        var sighting = MadeUp.Leak() with { Secret = SecretName.Of("alice", $"own text, as on /me?who={MadeUp.AliceMail}", "Alice of the Wood") };
        var book = new FindingBook(known);
        book.Add(sighting);
        var report = book.ToReports().ShouldHaveSingleItem();
        report.Secret.ShouldNotBeNull().ShouldNotContain("made-up");
        report.Curl.ShouldNotContain("made-up");
    }

    [Fact]
    public void Text_OfOneEndlessWord_TakesNoTime()
    {
        var started = Stopwatch.GetTimestamp();
        new Redaction(new KnownSecrets(), []).Text(new string('a', 16 * 1024));
        new Redaction(new KnownSecrets(), []).Text(string.Concat(Enumerable.Repeat("token-", 2_700)));
        Stopwatch.GetElapsedTime(started).TotalSeconds.ShouldBeLessThan(10);
    }

    private static IEnumerable<string> Halves()
    {
        for (var length = 5; length < Password.Length; length++)
            yield return Password[^length..];
    }

    private static string Report(string body, int at, SecretName? secret, BodyState state = BodyState.Whole)
    {
        var exchange = MadeUp.Exchange("bob", "https://h/", bytes: Encoding.UTF8.GetBytes(body));
        exchange = new Exchange
        {
            Number = exchange.Number,
            Account = "bob",
            Request = exchange.Request,
            RequestHeaders = [],
            At = exchange.At,
            Sent = 0,
            Answered = 0,
            Ended = 0,
            Status = 200,
            Body = exchange.Body,
            BodyState = state,
        };
        return new Redaction(MadeUp.Known(), [exchange]).Report(KeptExchange.Of(exchange, $"body at {at}"), null, secret, null, withExcerpt: true).BodyExcerpt;
    }
}
