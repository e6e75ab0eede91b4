using Cloakroom.Edge.Routing;
using Cloakroom.Http;

namespace Cloakroom.Edge.Tests.Routing;

public sealed class PatternSetTests
{
    private static readonly string[] Patterns = ["/assets/**", "/*/logo", "/assets/private", "/a*/x", "/", "/ÅRSMØTE/**", "/login", "/Login/**"];

    /// <summary>Looking patterns up by how they begin must find what comparing them one by one finds, the first first.</summary>
    [Theory]
    [InlineData("/assets/private")]
    [InlineData("/ASSETS/x")]
    [InlineData("/assets")]
    [InlineData("/assets/logo")]
    [InlineData("/other/logo")]
    [InlineData("/abc/x")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/årsmøte/2026")]
    [InlineData("/login")]
    [InlineData("/LOGIN/callback")]
    [InlineData("/loginx")]
    [InlineData("/a\u017F\u017Fets/x")]
    [InlineData("assets/x")]
    [InlineData("*")]
    [InlineData("")]
    public void FindMatch_AnyPath_FindsTheFirstPatternThatMatches(string path)
    {
        var expected = Patterns.FirstOrDefault(pattern => PathPattern.Parse(pattern).Matches(path));

        new PatternSet(Patterns).FindMatch(path, anySegment: false).ShouldBe(expected);
    }

    [Fact]
    public void FindMatch_EverythingBelowTheRoot_MatchesWhateverTheFirstSegment()
    {
        var set = new PatternSet(["/static/**", "/**"]);

        set.FindMatch("/static/a", anySegment: false).ShouldBe("/static/**");
        set.FindMatch("/account", anySegment: false).ShouldBe("/**");
    }
}
