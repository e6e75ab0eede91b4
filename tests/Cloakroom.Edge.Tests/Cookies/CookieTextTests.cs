using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Cookies;

namespace Cloakroom.Edge.Tests.Cookies;

public sealed class CookieTextTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(500)]
    public void Parse_MoreCookiesThanSpace_FindsAll(int space)
    {
        var header = string.Join(";", Enumerable.Range(0, 300).Select(i => $" n{i} = v{i}")) + "; alone;; =empty";

        var pairs = CookiePair.Parse(header, new CookiePair[space]);

        pairs.ToArray().ShouldBe(CookiePair.Parse(header));
        pairs.Length.ShouldBe(302);
        pairs[299].NameIn(header).ToString().ShouldBe("n299");
        pairs[299].ValueIn(header).ToString().ShouldBe(" v299");
        pairs[300].NameIn(header).ToString().ShouldBe("");
        pairs[300].ValueIn(header).ToString().ShouldBe("alone");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(64)]
    public void ToHeader_WhatDoesNotFit_IsKeptAllTheSame(int space)
    {
        var text = new CookieHeaderText(new char[space]);
        text.Add("a=1");
        text.Add("sid", "0123456789");
        text.Add("b=2");

        text.ToHeader("").ShouldBe("a=1; sid=0123456789; b=2");
    }

    [Fact]
    public void ToHeader_NothingAdded_IsNull() => new CookieHeaderText(new char[8]).ToHeader("").ShouldBeNull();

    [Fact]
    public void ToHeader_TheSameAsBefore_IsTheSameText()
    {
        var original = new string("a=1; b=2");
        var text = new CookieHeaderText(new char[16]);
        text.Add("a=1");
        text.Add("b=2");

        text.ToHeader(original).ShouldBeSameAs(original);
    }

    [Theory]
    [InlineData("SID", true)]
    [InlineData("\"sid\"", true)]
    [InlineData("s%69d", true)]
    [InlineData("+sid", true)]
    [InlineData("sid[0]", true)]
    [InlineData("Sid_1", true)]
    [InlineData("side", false)]
    [InlineData("_ga", false)]
    [InlineData("si", false)]
    public void Resembles_NamesLikeIt_AreTold(string name, bool resembles) =>
        new GuardedCookie(new GuardedCookieOptions { Name = "sid" }).Resembles(name).ShouldBe(resembles);

    [Fact]
    public void Resembles_DotAndUnderscore_AreOneToPhp() =>
        new GuardedCookie(new GuardedCookieOptions { Name = "connect.sid" }).Resembles("connect_sid").ShouldBeTrue();
}
