using Cloakroom.Probe.Findings;

namespace Cloakroom.Probe.Tests.Findings;

public sealed class RoutePatternTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/account/settings", "/account/settings")]
    [InlineData("/orders/18231", "/orders/*")]
    [InlineData("/orders/18231/items/7.json", "/orders/*/items/*.json")]
    [InlineData("/s/app.3f2a9c81.js", "/s/app.*.js")]
    [InlineData("/s/app-BX9f2kQ1.js", "/s/app-*.js")]
    [InlineData("/u/6fa459ea-ee8a-3ca4-894e-db77e160355e", "/u/*")]
    [InlineData("/reset/aGVsbG8gd29ybGQ0NDEyMw_x-9", "/reset/*")]
    [InlineData("/x?b=1&a=2&b=3", "/x?b=*&a=*")]
    [InlineData("/oauth2/v2/bootstrap4.css", "/oauth2/v2/bootstrap4.css")]
    [InlineData("/account/x4f9a2b.css", "/account/*.css")]
    [InlineData("/users/alice-w", "/users/*")]
    [InlineData("/@alice-w/posts", "/*/posts")]
    [InlineData("/account%2Fx.css", "/account%2Fx.css")]
    public void Of_WhatVaries_IsAStar(string path, string expected) => RoutePattern.Of(path, text => text == "alice-w").ShouldBe(expected);

    [Fact]
    public void Of_Pattern_StaysAsItIs() => RoutePattern.Of(RoutePattern.Of("/a/123/b?x=1")).ShouldBe("/a/*/b?x=*");
}
