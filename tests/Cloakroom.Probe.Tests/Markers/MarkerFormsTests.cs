using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cloakroom.Probe.Markers;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Probe.Tests.Markers;

/// <summary>The encoders here are the framework's, or written out: none is the code under test.</summary>
public sealed class MarkerFormsTests
{
    private static readonly Config Config = Generated.Of(100);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Gen<string> MarkerText = Gen.OneOf(
        Gen.Elements("O'Brien & Søn", "Zoë \"Zo\" Müller", "Катя Иванова", "李小龍 Bruce", "a/b+c=d==", "x<y>z`w", "\ud83d\ude00 smile", "alice+tag@example.com", "50% off~(*)!"),
        Gen.Elements("abcdefXYZ0189 &<>\"'/+=`@.,;:-_~!*()%#?$éÿßΩж李\\[]{}".ToCharArray()).ArrayOf(14).Select(chars => new string(chars)))
        .Where(text => MarkerRules.Problem(text) is null);

    public static TheoryData<string> Names => [.. Encoders.Keys];

    private static readonly Dictionary<string, Func<string, byte[]>> Encoders = new()
    {
        ["UTF-8"] = Encoding.UTF8.GetBytes,
        ["UTF-16"] = Encoding.Unicode.GetBytes,
        ["UTF-16BE"] = Encoding.BigEndianUnicode.GetBytes,
        ["WebUtility.HtmlEncode"] = Text(text => WebUtility.HtmlEncode(text)),
        ["HtmlEncoder"] = Text(HtmlEncoder.Default.Encode),
        ["every &#..;"] = Text(text => string.Concat(text.EnumerateRunes().Select(rune => $"&#{rune.Value};"))),
        ["every &#x..;"] = Text(text => string.Concat(text.EnumerateRunes().Select(rune => $"&#x{rune.Value:x};"))),
        ["every &#X..;"] = Text(text => string.Concat(text.EnumerateRunes().Select(rune => $"&#x{rune.Value:X};"))),
        ["htmlspecialchars"] = Text(text => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&#039;")),
        ["text of HTML"] = Text(text => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")),
        ["xmlcharrefreplace"] = Text(text => string.Concat(WebUtility.HtmlEncode(text).EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : $"&#{rune.Value};"))),
        ["System.Text.Json"] = Text(text => JsonSerializer.Serialize(text)[1..^1]),
        ["System.Text.Json, relaxed"] = Text(text => JsonSerializer.Serialize(text, Relaxed)[1..^1]),
        ["json_encode"] = Text(text => Escaped(text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("/", "\\/"), "x4")),
        ["json.dumps"] = Text(text => Escaped(text.Replace("\\", "\\\\").Replace("\"", "\\\""), "x4")),
        ["json in HTML"] = Text(text => WebUtility.HtmlEncode(Escaped(text.Replace("\\", "\\\\").Replace("\"", "\\\""), "x4"))),
        ["HTML twice"] = Text(text => Html(Html(text))),
        ["json in json"] = Text(text => Json(Json(text))),
        ["every \\u"] = Text(text => string.Concat(text.Select(c => $"\\u{(int)c:x4}"))),
        ["every \\U"] = Text(text => string.Concat(text.Select(c => $"\\u{(int)c:X4}"))),
        ["Uri.EscapeDataString"] = Text(Uri.EscapeDataString),
        ["UrlEncode"] = Text(text => WebUtility.UrlEncode(text)),
        ["UrlEncode, lower"] = Text(text => Lower(WebUtility.UrlEncode(text))),
        ["UrlEncoder"] = Text(text => Uri.EscapeDataString(text).Replace("%20", "+")),
        ["every %"] = Text(text => string.Concat(Encoding.UTF8.GetBytes(text).Select(value => $"%{value:x2}"))),
        ["twice %"] = Text(text => Uri.EscapeDataString(Uri.EscapeDataString(text))),
        ["hex"] = Text(text => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))),
        ["HEX"] = Text(text => Convert.ToHexString(Encoding.UTF8.GetBytes(text))),
        ["base64"] = Text(text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text))),
        ["base64 after one"] = Text(text => Convert.ToBase64String(Encoding.UTF8.GetBytes("{" + text + "}"))),
        ["base64 after two"] = Text(text => Convert.ToBase64String(Encoding.UTF8.GetBytes("{\"" + text + "\"}"))),
        ["base64url"] = Text(text => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes("ü" + text + "ü"))),
        ["base64 percent-encoded"] = Text(text => Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)))),
        ["JWT of json.dumps"] = Text(text => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes("{\"n\":\"" + Escaped(text.Replace("\\", "\\\\").Replace("\"", "\\\""), "x4") + "\"}"))),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void ScanBody_AnyMarkerInThisForm_IsFoundWhereItStands(string name)
    {
        var surroundings = ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? "");
        var cases = MarkerText.SelectMany(marker => surroundings.SelectMany(before => surroundings.Select(after => (marker, before, after))));
        Check.One(Config, Prop.ForAll(cases.ToArbitrary(), it =>
        {
            var book = new MarkerBook();
            book.Add(new Marker("alice", "name", it.marker, MarkerOrigin.Given)).ShouldBeNull();
            byte[] page = [.. Encoding.UTF8.GetBytes(it.before), (byte)' ', .. Encoders[name](it.marker), (byte)' ', .. Encoding.UTF8.GetBytes(it.after)];
            return book.ScanBody(page, "bob").Foreign is [{ } hit] && hit.Offset <= it.before.Length * 3 + 6 + 8;
        }));
    }

    [Fact]
    public void ScanBody_Latin1_IsFound()
    {
        var book = new MarkerBook();
        book.Add(new Marker("alice", "name", "François Müller", MarkerOrigin.Given)).ShouldBeNull();
        book.ScanBody(Encoding.Latin1.GetBytes("<b>François Müller</b>"), "bob").Foreign.ShouldHaveSingleItem().Form.ShouldBe(MarkerForm.Latin1);
        book.ScanBody("<b>Fran&ccedil;ois M&uuml;ller</b>"u8, "bob").Foreign.ShouldHaveSingleItem().Form.ShouldBe(MarkerForm.Html);
        book.ScanBody("'Fran\\xe7ois M\\xfcller'"u8, "bob").Foreign.ShouldHaveSingleItem().Form.ShouldBe(MarkerForm.Script);
        book.ScanBody("?name=Fran%E7ois+M%FCller"u8, "bob").Foreign.ShouldHaveSingleItem().Form.ShouldBe(MarkerForm.Percent);
    }

    [Fact]
    public void ScanBody_PageWithoutAnyMarker_GivesNothing()
    {
        var markers = MarkerText.ArrayOf(5);
        var pages = Gen.OneOf(ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? ""), MarkerText, MarkerText.ArrayOf().Select(string.Concat));
        Check.One(Config, Prop.ForAll(markers.SelectMany(texts => pages.Select(page => (texts, page))).ToArbitrary(), it =>
        {
            var book = new MarkerBook();
            // All of one account: what is part of another's would be refused.
            foreach (var text in it.texts) book.Add(new Marker("alice", "name", text, MarkerOrigin.Given));
            var isThere = it.texts.Any(text => it.page.Contains(text, StringComparison.Ordinal));
            return isThere || book.ScanBody(Encoding.UTF8.GetBytes(it.page), "bob").Foreign.Count == 0;
        }));
    }

    [Fact]
    public void Of_EveryForm_IsLongEnoughForTheIndexAndThereOnce()
    {
        Check.One(Config, Prop.ForAll(MarkerText.ToArbitrary(), text =>
        {
            var forms = MarkerForms.Of(text);
            return forms.All(form => form.Bytes.Length >= MarkerForms.MinLength)
                && forms.Select(form => Convert.ToHexString(form.Bytes)).Distinct().Count() == forms.Count;
        }));
    }

    private static Func<string, byte[]> Text(Func<string, string> encode) => text => Encoding.UTF8.GetBytes(encode(text));

    private static string Escaped(string text, string format) =>
        string.Concat(text.Select(c => c < 0x80 ? c.ToString() : "\\u" + ((int)c).ToString(format, CultureInfo.InvariantCulture)));

    private static string Html(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&#39;");

    // As json.dumps has it.
    private static string Json(string text) => Escaped(text.Replace("\\", "\\\\").Replace("\"", "\\\""), "x4");

    private static string Lower(string encoded)
    {
        var text = new StringBuilder(encoded);
        for (var i = 0; i < text.Length - 2; i++)
        {
            if (text[i] != '%') continue;
            text[i + 1] = char.ToLowerInvariant(text[i + 1]);
            text[i + 2] = char.ToLowerInvariant(text[i + 2]);
        }

        return text.ToString();
    }
}
