using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Cookies;

namespace Cloakroom.Edge.Tests.Cookies;

public sealed class PathSessionTests
{
    private static readonly GuardedCookies Cookies = new([new GuardedCookieOptions { Name = "sid" }, new GuardedCookieOptions { Name = "JSESSIONID" }]);

    [Theory]
    [InlineData("/cart;jsessionid=0123?a=b", "/cart;jsessionid=?a=b")]
    [InlineData("/cart;JSESSIONID=0123", "/cart;JSESSIONID=")]
    [InlineData("/cart;v=1;jsessionid=0123;w=2/x;jsessionid=4/y", "/cart;v=1;jsessionid=;w=2/x;jsessionid=/y")]
    [InlineData("/cart;j%73essionid=0123", "/cart;j%73essionid=")]
    [InlineData("/cart%3Bjsessionid=0123%3bw=2", "/cart%3Bjsessionid=%3bw=2")]
    [InlineData("/cart;jsessionid%3D0123", "/cart;jsessionid%3D")]
    [InlineData("/cart;sid=a=b", "/cart;sid=")]
    [InlineData("/public/..;sid=x/admin", "/public/..;sid=/admin")]
    [InlineData("http://app.example/cart;sid=x", "http://app.example/cart;sid=")]
    public void Without_GuardedName_LosesTheValueOnly(string target, string expected) => PathSession.Without(target, Cookies).ShouldBe(expected);

    [Theory]
    [InlineData("/cart")]
    [InlineData("/cart;sid")]
    [InlineData("/cart;sid=")]
    [InlineData("/cart;=x")]
    [InlineData("/cart;colour=red;size=9/x")]
    [InlineData("/cart?a=1;sid=x")]
    [InlineData("/sid=x")]
    public void Without_OtherPath_IsTheSame(string target) => PathSession.Without(target, Cookies).ShouldBeSameAs(target);
}
