using Cloakroom.Probe.Accounts;

namespace Cloakroom.Probe.Tests.Accounts;

public sealed class CookieJarTests
{
    private static readonly Uri Shop = new("https://shop.example.com/account/orders?page=2");
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly CookieJar _jar;

    public CookieJarTests() => _jar = new CookieJar(_time);

    [Theory]
    [InlineData("sid=a%20b+\"c\"==", "sid=a%20b+\"c\"==")]
    [InlineData("sid=\"quoted\"; Path=/", "sid=\"quoted\"")]
    [InlineData("  sid =  v 1  ; Path=/", "sid=v 1")]
    [InlineData("bare", "bare")]
    [InlineData("=bare", "bare")]
    [InlineData("sid=", "sid=")]
    public void HeaderFor_Value_IsKeptAsItCame(string field, string header)
    {
        _jar.Store(field, Shop);
        _jar.HeaderFor(Shop).ShouldBe(header);
    }

    [Theory]
    [InlineData("", "shop.example.com", true)]
    [InlineData("", "www.shop.example.com", false)]
    [InlineData("", "example.com", false)]
    [InlineData("Domain=example.com", "other.example.com", true)]
    [InlineData("Domain=.Example.COM", "example.com", true)]
    [InlineData("Domain=example.com", "badexample.com", false)]
    [InlineData("Domain=shop.example.com", "a.shop.example.com", true)]
    [InlineData("Domain=", "shop.example.com", true)]
    [InlineData("Domain=", "a.shop.example.com", false)]
    [InlineData("Domain=com", "shop.example.com", false)]
    [InlineData("Domain=example.org", "shop.example.com", false)]
    [InlineData("Domain=other.example.com", "other.example.com", false)]
    [InlineData("Domain=hop.example.com", "shop.example.com", false)]
    public void HeaderFor_Domain_GoesToHostsThatBelong(string attribute, string host, bool isSent)
    {
        _jar.Store($"sid=1; {attribute}", Shop);
        (_jar.HeaderFor(new Uri($"https://{host}/account/x")) is not null).ShouldBe(isSent);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000/", "Domain=127.0.0.1", "http://127.0.0.1:6000/", true)]
    [InlineData("http://127.0.0.1/", "Domain=0.0.1", "http://127.0.0.1/", false)]
    [InlineData("http://localhost/", "Domain=localhost", "http://localhost/", true)]
    [InlineData("http://localhost/", "Domain=localhost", "http://a.localhost/", false)]
    [InlineData("http://[::1]:5000/", "", "http://[::1]/", true)]
    public void HeaderFor_AddressOrSingleLabel_IsHostOnly(string setAt, string attribute, string askedAt, bool isSent)
    {
        _jar.Store($"sid=1; {attribute}", new Uri(setAt));
        (_jar.HeaderFor(new Uri(askedAt)) is not null).ShouldBe(isSent);
    }

    [Theory]
    [InlineData("Path=/account", "/account", true)]
    [InlineData("Path=/account", "/account/x", true)]
    [InlineData("Path=/account", "/accounts", false)]
    [InlineData("Path=/account/", "/account", false)]
    [InlineData("Path=account", "/account", true)]
    [InlineData("", "/account/other", true)]
    [InlineData("", "/other", false)]
    public void HeaderFor_Path_IsMatchedByWholeSegments(string attribute, string path, bool isSent)
    {
        _jar.Store($"sid=1; {attribute}", Shop);
        (_jar.HeaderFor(new Uri(Shop, path)) is not null).ShouldBe(isSent);
    }

    [Theory]
    [InlineData("https://shop.example.com/", "https://shop.example.com/", true)]
    [InlineData("https://shop.example.com/", "http://shop.example.com/", false)]
    [InlineData("http://shop.example.com/", "https://shop.example.com/", false)]
    [InlineData("http://127.0.0.1/", "http://127.0.0.1/", true)]
    [InlineData("http://localhost/", "http://localhost/", true)]
    [InlineData("http://app.localhost/", "http://app.localhost/", true)]
    [InlineData("http://localhost.example.com/", "http://localhost.example.com/", false)]
    public void HeaderFor_Secure_NeedsTlsOrThisMachine(string setAt, string askedAt, bool isSent)
    {
        _jar.Store("sid=1; Secure", new Uri(setAt));
        (_jar.HeaderFor(new Uri(askedAt)) is not null).ShouldBe(isSent);
    }

    [Fact]
    public void Store_InsecureOverSecure_IsIgnored()
    {
        _jar.Store("sid=right; Secure; Domain=example.com; Path=/", Shop);
        _jar.Store("sid=forged; Path=/", new Uri("http://shop.example.com/"));
        _jar.HeaderFor(Shop).ShouldBe("sid=right");
    }

    [Theory]
    [InlineData("__Host-s=1; Secure; Path=/", true)]
    [InlineData("__Host-s=1; Secure; Path=/; Domain=shop.example.com", false)]
    [InlineData("__Host-s=1; Secure; Path=/account", false)]
    [InlineData("__Host-s=1; Secure", false)]
    [InlineData("__Host-s=1; Path=/", false)]
    [InlineData("__host-s=1; Path=/", false)]
    [InlineData("__Secure-s=1; Secure; Domain=example.com; Path=/", true)]
    [InlineData("__Secure-s=1; Path=/", false)]
    [InlineData("=__Secure-s=1; Path=/", false)]
    public void Store_Prefix_IsKeptOnlyWithWhatItPromises(string field, bool isKept)
    {
        _jar.Store(field, Shop);
        _jar.All.Count.ShouldBe(isKept ? 1 : 0);
    }

    [Fact]
    public void HeaderFor_MaxAge_EndsIt()
    {
        _jar.Store("sid=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", Shop);
        _time.Now += TimeSpan.FromSeconds(59);
        _jar.HeaderFor(Shop).ShouldBe("sid=1");
        _time.Now += TimeSpan.FromSeconds(1);
        _jar.HeaderFor(Shop).ShouldBeNull();
        _jar.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Max-Age=0")]
    [InlineData("Max-Age=-1")]
    [InlineData("Expires=Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("expires=Thu, 01-Jan-70 00:00:00 GMT")]
    public void Store_InThePast_Deletes(string attribute)
    {
        _jar.Store("sid=1; Path=/", Shop);
        _jar.Store($"sid=; Path=/; {attribute}", Shop);
        _jar.HeaderFor(Shop).ShouldBeNull();
    }

    [Fact]
    public void Store_DeletionOnAnotherPath_LeavesIt()
    {
        _jar.Store("sid=1; Path=/", Shop);
        _jar.Store("sid=; Path=/account; Max-Age=0", Shop);
        _jar.HeaderFor(Shop).ShouldBe("sid=1");
    }

    [Fact]
    public void Store_FarFuture_EndsAfter400Days()
    {
        _jar.Store("sid=1; Max-Age=99999999999999999999", Shop);
        _jar.All.ShouldHaveSingleItem().Expires.ShouldBe(_time.Now.AddDays(400));
    }

    [Theory]
    [InlineData("sid=a\nb")]
    [InlineData("sid=a\0")]
    [InlineData("")]
    [InlineData("=")]
    public void Store_ControlCharactersOrNothing_IsIgnored(string field)
    {
        _jar.Store(field, Shop);
        _jar.All.ShouldBeEmpty();
    }

    [Fact]
    public void HeaderFor_Several_LongestPathFirstThenOldest()
    {
        _jar.Store("a=1; Path=/", Shop);
        _jar.Store("b=1; Path=/account/orders", Shop);
        _jar.Store("c=1; Path=/", Shop);
        _jar.Store("d=1; Path=/account", Shop);
        _jar.Store("a=2; Path=/", Shop);
        _jar.HeaderFor(Shop).ShouldBe("b=1; d=1; a=2; c=1");
    }

    [Fact]
    public void Store_ManyNames_KeepsTheNewest()
    {
        for (var i = 0; i < 500; i++)
            _jar.Store($"c{i}=1", Shop);
        _jar.All.Count.ShouldBe(180);
        _jar.All.ShouldContain(cookie => cookie.Name == "c499");
    }

    [Fact]
    public async Task Store_ByManyAtOnce_LosesNone()
    {
        await Parallel.ForAsync(0, 150, (i, _) =>
        {
            _jar.Store($"c{i}=1", Shop);
            _jar.HeaderFor(Shop).ShouldNotBeNull();
            return ValueTask.CompletedTask;
        });
        _jar.All.Select(cookie => cookie.Name).Distinct().Count().ShouldBe(150);
    }

    [Fact]
    public void Add_LeadingDot_IsTakenOff()
    {
        _jar.Add(new JarCookie("sid", "1", ".Example.com", false, "/", true, null));
        _jar.HeaderFor(Shop).ShouldBe("sid=1");
        _jar.All[0].ToString().ShouldNotContain("1");
        _jar.Clear();
        _jar.HeaderFor(Shop).ShouldBeNull();
    }

    [Theory]
    [InlineData("Wed, 09 Jun 2027 10:18:14 GMT", "2027-06-09T10:18:14Z")]
    [InlineData("Wednesday, 09-Jun-27 10:18:14 GMT", "2027-06-09T10:18:14Z")]
    [InlineData("Wed Jun  9 10:18:14 2027", "2027-06-09T10:18:14Z")]
    [InlineData("9 june 2027 1:2:3", "2027-06-09T01:02:03Z")]
    [InlineData("Wed, 31 Feb 2027 10:18:14 GMT", null)]
    [InlineData("Wed, 09 Jun 2027 24:18:14 GMT", null)]
    [InlineData("tomorrow", null)]
    public void CookieDate_AnyForm_IsReadAsBrowsersDo(string text, string? expected) =>
        CookieDate.Parse(text).ShouldBe(expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
}
