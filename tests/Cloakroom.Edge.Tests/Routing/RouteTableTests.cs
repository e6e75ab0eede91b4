using Cloakroom.Control;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Guard;
using Cloakroom.Edge.Routing;

namespace Cloakroom.Edge.Tests.Routing;

/// <summary>No spelling of a path leads around what operators have closed.</summary>
public sealed class RouteTableTests
{
    private static readonly RouteTable Table = new(new RouteOptions { SignIn = ["/session/new", "/login", "/login.php"] });

    [Theory]
    [InlineData("/session/new")]
    [InlineData("/session/new/")]
    [InlineData("/session/new//")]
    [InlineData("/SESSION/New/")]
    [InlineData("/session/new.json")]
    [InlineData("/session/new.")]
    [InlineData("/session/new%20")]
    [InlineData("/session/new%2f")]
    [InlineData("/login.do")]
    [InlineData("/login.php/")]
    [InlineData("/login.php/x")]
    [InlineData("/index.php/login")]
    [InlineData("/index.php/session/new.json")]
    [InlineData("/shop/index.php/login/")]
    [InlineData("/x/..;/login")]
    public void SignIn_HoweverItIsSpelled_IsClosed(string path) =>
        ControlGate.Find(CloakroomMode.SignInClosed, Table.Classify(path).Class, canWrite: true).ShouldBe(EdgeRefusal.SignInClosed);

    [Theory]
    [InlineData("/")]
    [InlineData("/session")]
    [InlineData("/session/newer")]
    [InlineData("/session/new/other")]
    [InlineData("/vercel/next.js/login")]
    [InlineData("/login.css")]
    [InlineData("/.login")]
    [InlineData("/my.page/")]
    public void OtherPaths_AreNot(string path) =>
        ControlGate.Find(CloakroomMode.SignInClosed, Table.Classify(path).Class, canWrite: true).ShouldBeNull();

    /// <summary>What some servers read as something else would otherwise be changed while nothing may be.</summary>
    [Theory]
    [InlineData("/logout/../cart")]
    [InlineData("/logout/..;/cart")]
    [InlineData("/logout/..%2fcart")]
    [InlineData("/logout/%252e%252e/cart")]
    [InlineData("/cart;/../logout")]
    [InlineData("/cart%3f/../logout")]
    public void ReadOnly_SignOutToSomeReadersOnly_IsRefused(string path) =>
        ControlGate.Find(CloakroomMode.ReadOnly, Table.Classify(path).Class, canWrite: true).ShouldBe(EdgeRefusal.ReadOnly);

    [Theory]
    [InlineData("/logout")]
    [InlineData("/logout/now")]
    [InlineData("/logout/of%20it%20all")]
    public void ReadOnly_SignOutToAll_IsNot(string path) =>
        ControlGate.Find(CloakroomMode.ReadOnly, Table.Classify(path).Class, canWrite: true).ShouldBeNull();

    [Theory]
    [InlineData("/account;a.css")]
    [InlineData("/static/..%2faccount")]
    [InlineData("/x.js/..;/account")]
    [InlineData("/account%3fa.css")]
    public void Closed_StaticToSomeReadersOnly_IsClosed(string path)
    {
        var route = Table.Classify(path);

        // And still gets no cookie.
        route.IsStatic.ShouldBeTrue();
        ControlGate.Find(CloakroomMode.Closed, route.Class, canWrite: false).ShouldBe(EdgeRefusal.Closed);
    }

    [Theory]
    [InlineData("/app.js")]
    [InlineData("/img/my%20logo.png")]
    [InlineData("/static//logo")]
    public void Closed_StaticToAll_IsServed(string path) =>
        ControlGate.Find(CloakroomMode.Closed, Table.Classify(path).Class, canWrite: false).ShouldBeNull();
}
