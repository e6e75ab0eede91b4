using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Inputs;

namespace Cloakroom.Probe.Tests.Accounts;

public sealed class JarFileTests
{
    private static readonly Uri Site = new("https://shop.example.com/");
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Parse_Netscape_TakesThoseOfTheSite()
    {
        var cookies = Parse("""
            # Netscape HTTP Cookie File
            # https://curl.se/docs/http-cookies.html

            #HttpOnly_shop.example.com	FALSE	/account	TRUE	0	sid	a%20=b
            .example.com	TRUE	/	FALSE	1900000000.5	lang	en
            other.example.com	FALSE	/	FALSE	0	other	x
            shop.example.com	FALSE	/	FALSE	1000000000	old	x
            shop.example.com	FALSE	/	FALSE	0	empty
            """);
        cookies.ShouldBe([
            new JarCookie("sid", "a%20=b", "shop.example.com", true, "/account", true, null),
            new JarCookie("lang", "en", "example.com", false, "/", false, DateTimeOffset.FromUnixTimeSeconds(1900000000)),
            new JarCookie("empty", "", "shop.example.com", true, "/", false, null),
        ]);
    }

    [Fact]
    public void Parse_Har_TakesTheLastValueSentToTheHost()
    {
        var cookies = Parse("""
            { "log": { "version": "1.2", "entries": [
              { "request": { "method": "GET", "url": "https://shop.example.com/", "headers": [ { "name": "cookie", "value": "sid=first; lang=en" } ], "cookies": [ { "name": "sid", "value": "decoded" } ] } },
              { "request": { "method": "GET", "url": "https://cdn.example.net/x.js", "headers": [ { "name": "Cookie", "value": "sid=cdn" } ] } },
              { "request": { "method": "GET", "url": "https://shop.example.com/a", "cookies": [ { "name": "sid", "value": "la%2Fst" } ] } }
            ] } }
            """);
        cookies.Select(cookie => $"{cookie.Name}={cookie.Value}").ShouldBe(["sid=la%2Fst", "lang=en"], ignoreOrder: true);
        cookies.ShouldAllBe(cookie => cookie.IsHostOnly && cookie.Domain == "shop.example.com" && cookie.Path == "/");
    }

    [Theory]
    [InlineData("Cookie: sid=a=b; lang=\"en\"\n")]
    [InlineData("sid=a=b; lang=\"en\"")]
    [InlineData("cookie:sid=a=b;lang=\"en\";\r\n")]
    public void Parse_CookieText_IsForTheHostOfTheSite(string text)
    {
        var jar = new CookieJar();
        foreach (var cookie in Parse(text)) jar.Add(cookie);
        jar.HeaderFor(new Uri(Site, "/any/page")).ShouldBe("sid=a=b; lang=\"en\"");
        jar.HeaderFor(new Uri("https://a.shop.example.com/")).ShouldBeNull();
    }

    [Theory]
    [InlineData("  \n", "j: is empty. Export")]
    [InlineData("sid=1\nlang=2\n", "j:2: is not understood:")]
    [InlineData("hunter2", "j:1: is not a Cookie field.")]
    [InlineData("{ \"log\": {} }", "j:1: is JSON, but no HAR")]
    [InlineData("{\n\"log\": {", "j:2: not JSON from here on.")]
    [InlineData("{ \"log\": { \"entries\": [] } }", "j: has no request to shop.example.com.")]
    [InlineData("{ \"log\": { \"entries\": [ { \"request\": { \"url\": \"https://shop.example.com/\" } } ] } }", "j: has requests to shop.example.com, but no cookies. Export it with sensitive data")]
    [InlineData("# Netscape HTTP Cookie File\n", "j: has no cookie.")]
    [InlineData("# Netscape HTTP Cookie File\nshop.example.com\tFALSE\t/\tno\t0\tsid\thunter2\n", "j:2: is not a line of a Netscape cookie jar.")]
    [InlineData("# Netscape HTTP Cookie File\nshop.example.com FALSE / TRUE 0 sid hunter2\n", "j:2: is not a line of a Netscape cookie jar.")]
    [InlineData("other.example\tFALSE\t/\tTRUE\t0\tsid\thunter2\n", "j: has no cookie for shop.example.com, but for other.example.")]
    [InlineData("shop.example.com\tFALSE\t/\tTRUE\t1\tsid\thunter2\n", "j: has cookies for shop.example.com, but all are expired.")]
    public void Parse_Wrong_SaysWhatToDo(string text, string expected)
    {
        var message = Should.Throw<InputException>(() => Parse(text)).Message;
        message.ShouldStartWith(expected);
        message.ShouldNotContain("hunter2");
    }

    [Fact]
    public void ReadAccounts_TwoSessions_AreNumbered()
    {
        using var one = new TextFile("sid=1");
        using var two = new TextFile("sid=2");
        var accounts = JarFile.ReadAccounts([one.Path, two.Path], Site, _time);
        accounts.Select(account => account.Name).ShouldBe(["account-1", "account-2"]);
        accounts[1].Jar.HeaderFor(Site).ShouldBe("sid=2");
    }

    [Fact]
    public void ReadAccounts_Wrong_TellsAll()
    {
        using var one = new TextFile("sid=1");
        using var again = new TextFile("sid=1");
        var wrong = Should.Throw<InputException>(() => JarFile.ReadAccounts([one.Path, "/nowhere", again.Path], Site, _time));
        wrong.Problems.Select(problem => problem.What).ShouldBe(["there is no such file.", "holds the same session as an earlier file."]);
        Should.Throw<InputException>(() => JarFile.ReadAccounts([one.Path], Site, _time)).Message.ShouldContain("is one session only.");
    }

    private IReadOnlyList<JarCookie> Parse(string text) => JarFile.Parse("j", text, Site, _time);

    private sealed class TextFile : IDisposable
    {
        public TextFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
