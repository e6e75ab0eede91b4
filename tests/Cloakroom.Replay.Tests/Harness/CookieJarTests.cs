using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Tests.Harness;

public sealed class CookieJarTests
{
    private readonly ReplayClock _clock = new();
    private readonly CookieJar _jar;

    public CookieJarTests() => _jar = new CookieJar(_clock);

    [Fact]
    public void HeaderFor_AfterStore_SendsTheNewestValue()
    {
        _jar.Store("sid=one; Path=/", "/");
        _jar.Store("sid=two; Path=/; HttpOnly", "/");

        _jar.HeaderFor("/any").ShouldBe("sid=two");
    }

    [Theory]
    [InlineData("a=1; Path=/shop", "/shop/cart", true)]
    [InlineData("a=1; Path=/shop", "/shopping", false)]
    [InlineData("a=1; Path=/shop", "/", false)]
    [InlineData("a=1", "/dir/other", true)]
    [InlineData("a=1", "/other", false)]
    public void HeaderFor_ObeysThePath(string setCookie, string path, bool isSent)
    {
        _jar.Store(setCookie, "/dir/page");

        (_jar.HeaderFor(path) is not null).ShouldBe(isSent);
    }

    [Theory]
    [InlineData("__Host-a=1; Path=/; Secure", true)]
    [InlineData("__Host-a=1; Path=/", false)]
    [InlineData("__Host-a=1; Path=/x; Secure", false)]
    [InlineData("__Host-a=1; Path=/; Secure; Domain=example.org", false)]
    [InlineData("__Secure-a=1; Path=/", false)]
    [InlineData("not a cookie at all", false)]
    public void Store_ObeysPrefixes(string setCookie, bool isKept)
    {
        _jar.Store(setCookie, "/");

        (_jar.HeaderFor("/") is not null).ShouldBe(isKept);
    }

    [Fact]
    public void HeaderFor_AfterMaxAge_SendsNothing()
    {
        _jar.Store("a=1; Path=/; Max-Age=60", "/");
        _clock.Advance(TimeSpan.FromSeconds(61));

        _jar.HeaderFor("/").ShouldBeNull();
    }

    [Fact]
    public void Store_OfAnExpiredCookie_DeletesIt()
    {
        _jar.Store("a=1; Path=/", "/");
        _jar.Store("a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "/");

        _jar.HeaderFor("/").ShouldBeNull();
    }

    [Fact]
    public void Copy_IsIndependentOfTheOriginal()
    {
        _jar.Store("a=1; Path=/", "/");
        var copy = _jar.Copy();
        _jar.Clear();

        copy.HeaderFor("/").ShouldBe("a=1");
    }
}
