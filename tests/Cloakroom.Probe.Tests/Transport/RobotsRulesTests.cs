using System.Text;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Transport;

public sealed class RobotsRulesTests
{
    // Examples of RFC 9309 section 5.1 and 2.2.3, and Google's table of matches.
    [Theory]
    [InlineData("/fish", "/fish.html", true)]
    [InlineData("/fish", "/fishheads/yummy.html", true)]
    [InlineData("/fish", "/Fish.asp", false)]
    [InlineData("/fish", "/catfish", false)]
    [InlineData("/fish/", "/fish", false)]
    [InlineData("/fish/", "/fish/?id=1", true)]
    [InlineData("/fish*", "/fishheads", true)]
    [InlineData("/*.php", "/folder/filename.php5", true)]
    [InlineData("/*.php", "/?parameter=1.php", true)]
    [InlineData("/*.php", "/windows.PHP", false)]
    [InlineData("/*.php$", "/filename.php", true)]
    [InlineData("/*.php$", "/filename.php/", false)]
    [InlineData("/*.php$", "/a.php/b.php", true)]
    [InlineData("/fish*.php", "/fishheads/catfish.php?parameters", true)]
    [InlineData("/fish*.php", "/Fish.PHP", false)]
    [InlineData("/$", "/", true)]
    [InlineData("/$", "/page", false)]
    [InlineData("*.pdf$", "/a/b.pdf", true)]
    [InlineData("/a*b*c$", "/aXbXbXc", true)]
    [InlineData("/a*b*c$", "/aXcXb", false)]
    [InlineData("/foo/bar?baz=http://foo.bar", "/foo/bar?baz=http://foo.bar", true)]
    [InlineData("/foo/bar/ツ", "/foo/bar/%E3%83%84", true)]
    [InlineData("/foo/bar/%E3%83%84", "/foo/bar/%e3%83%84", true)]
    [InlineData("/foo/bar/%62%61%7A", "/foo/bar/baz", true)]
    [InlineData("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", true)]
    [InlineData("/path/foo-%24", "/path/foo-$", true)]
    [InlineData("/path/foo-%24", "/path/foo-", false)]
    public void Allows_Pattern_MatchesAsTheRfcSays(string pattern, string path, bool isMatch) =>
        Rules(pattern).Allows(Raw(path)).ShouldBe(!isMatch);

    [Theory]
    [InlineData("/p", "/", "/page", true)]
    [InlineData("/folder", "/folder", "/folder/page", true)]
    [InlineData("/page", "/*.htm", "/page.htm", false)]
    [InlineData("/page", "/*.ph", "/page.php5", true)]
    [InlineData("/$", "/", "/", true)]
    [InlineData("/$", "/", "/page.htm", false)]
    public void Allows_SeveralMatch_LongestDecidesAndAllowWinsTies(string allow, string disallow, string path, bool isAllowed) =>
        Rules("Allow: " + allow, "Disallow: " + disallow).Allows(Raw(path)).ShouldBe(isAllowed);

    [Theory]
    [InlineData("/%6cogout")]
    [InlineData("/x/../logout")]
    [InlineData("/x/%2e%2e/logout")]
    [InlineData("/x/..%2Flogout")]
    [InlineData("/x/..%252flogout")]
    [InlineData("//logout")]
    [InlineData("/./logout")]
    [InlineData("/;a=1/logout;b=2")]
    [InlineData("/logout;x.css")]
    [InlineData("/logout%00x.css")]
    [InlineData("/logout%3Fx.css")]
    [InlineData("/logout%0Ax.css")]
    [InlineData("/\\logout")]
    public void Allows_VariantOfExcludedPath_Not(string path)
    {
        Rules("/logout$").Allows(Raw("/logoutings")).ShouldBeTrue();
        Rules("/logout$").Allows(Raw(path)).ShouldBeFalse();
    }

    [Fact]
    public void Of_NotAPath_NamesEach()
    {
        var rules = RobotsRules.Of(["admin", "/fine", "", "Disallow: x"], out var problems);

        problems.Count.ShouldBe(3);
        problems[0].ShouldContain("'admin'");
        rules.Allows(Raw("/fine")).ShouldBeFalse();
    }

    [Fact]
    public void Parse_NamesTheProbe_OnlyItsGroupsCount()
    {
        var rules = RobotsFile.Parse(Encoding.UTF8.GetBytes("""
            # nothing for others
            User-agent: *
            Disallow: /

            User-Agent: otherbot
            user-agent: Cloakroom-Probe/2.0   # named
            Disallow: /private # secret
            Disallow:
            Sitemap: https://example.com/map.xml

            User-agent: cloakroom-probe
            allow: /private/open
            """));

        rules.Allows(Raw("/")).ShouldBeTrue();
        rules.Allows(Raw("/private/x")).ShouldBeFalse();
        rules.Allows(Raw("/private/open")).ShouldBeTrue();
    }

    [Fact]
    public void Parse_DoesNotNameTheProbe_StarCounts()
    {
        var rules = RobotsFile.Parse("\uFEFFUser-agent: *\rDisallow: /a\r\nUser-agent: cloakroom\nDisallow: /b"u8);

        rules.Allows(Raw("/a")).ShouldBeFalse();
        rules.Allows(Raw("/b")).ShouldBeTrue();
    }

    [Fact]
    public void Parse_RulesBeforeAnyAgent_CountForNobody() =>
        RobotsFile.Parse("Disallow: /\n<html>nothing</html>"u8).Allows(Raw("/x")).ShouldBeTrue();

    private static RobotsRules Rules(params string[] lines)
    {
        var rules = RobotsRules.Of(lines, out var problems);
        problems.ShouldBeEmpty();
        return rules;
    }

    private static Uri Raw(string path) => new("http://site.test" + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
