using Cloakroom.Probe.Crawling;
using Cloakroom.Probe.Tests.Checks;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Probe.Tests.Crawling;

public sealed class PageLinksTests
{
    [Fact]
    public void Of_Html_FindsPagesAndAssets()
    {
        var links = Of("""
            <base href="/shop/"><title>x</title>
            <link rel="stylesheet" href="a.css"><link rel=icon href=/favicon.ico><link rel=manifest href="/m.webmanifest"><link rel="canonical" href="/canonical">
            <script src="app.js"></script><style>@import "b.css"; p { background: url(c.png) }</style>
            <a href="cart#top">Cart</a><a href="cart">again</a><map><area href="/map"></map><a href="https://other.test/x">other</a>
            <img src="d.png" srcset="e.png 1x, f.png 2x"><p style="background:url('g.png')"></p>
            <form action="/find"><input name=q></form><form method=post action="/save"></form>
            <iframe src="/frame"></iframe><a href="/report.css">file</a><a href="mailto:x@y.z">mail</a><a href="javascript:void(0)">js</a>
            <meta http-equiv="refresh" content="5; URL='/soon'">
            """);
        Paths(links.Pages).ShouldBe(["/shop/cart", "/map", "/x", "/find", "/frame", "/soon"]);
        Paths(links.Assets).ShouldBe(["/shop/a.css", "/favicon.ico", "/m.webmanifest", "/shop/app.js", "/shop/b.css", "/shop/c.png", "/shop/d.png", "/shop/e.png", "/shop/f.png", "/shop/g.png", "/report.css"]);
    }

    [Theory]
    [InlineData("/logout")]
    [InlineData("/account/log-out")]
    [InlineData("/account/log_out?x=1")]
    [InlineData("/users/signOut")]
    [InlineData("/posts/3/delete")]
    [InlineData("/cart?action=remove&id=3")]
    [InlineData("/newsletter/unsubscribe/abc")]
    [InlineData("/abmelden")]
    [InlineData("/d%C3%A9connexion")]
    [InlineData("/cerrar-sesion")]
    [InlineData("/konto/l%C3%B6schen")]
    [InlineData("/order/7/cancel")]
    [InlineData("/%E3%83%AD%E3%82%B0%E3%82%A2%E3%82%A6%E3%83%88")]
    [InlineData("/kijelentkezes")]
    [InlineData("/keluar")]
    [InlineData("/dang-xuat")]
    [InlineData("/deconectare")]
    [InlineData("/odjava")]
    [InlineData("/vyhod?x=1")]
    public void Of_LinkThatChangesSomething_IsLeftOut(string href) => Of($"<a href=\"{href}\">x</a>").Pages.ShouldBeEmpty();

    [Theory]
    [InlineData("/blog/deleted-scenes")]
    [InlineData("/cancellation-policy")]
    [InlineData("/sign-in")]
    [InlineData("/help/logging")]
    [InlineData("/removed")]
    [InlineData("/blog/how-to-delete-your-cookies")]
    public void Of_LinkWithASimilarWord_IsKept(string href) => Of($"<a href=\"{href}\">x</a>").Pages.Count.ShouldBe(1);

    [Theory]
    [InlineData("<a href='/x'>Log out</a>")]
    [InlineData("<a href='/x' data-method='delete'>x</a>")]
    [InlineData("<a href='/x'>ログアウト</a>")]
    [InlineData("<a href='/x'>退出登录</a>")]
    [InlineData("<a href='/x'>로그아웃</a>")]
    [InlineData("<a href='/x'>Αποσύνδεση</a>")]
    [InlineData("<a href='/x'>تسجيل الخروج</a>")]
    [InlineData("<a href='/x'>התנתקות</a>")]
    [InlineData("<a href='/x'>Вийти</a>")]
    [InlineData("<a href='/x'>Đăng xuất</a>")]
    [InlineData("<a href='/x'>Çıkış yap</a>")]
    [InlineData("<a href='/x'>Terminar sessão</a>")]
    [InlineData("<a href='/x' title='Log out'><svg></svg></a>")]
    [InlineData("<a href='/x' aria-label='Delete'><svg></svg></a>")]
    [InlineData("<a href='/x'><img src='/i.png' alt='Log out'></a>")]
    [InlineData("<a href='/x' onclick=\"return confirm('Sure?')\">x</a>")]
    [InlineData("<a href='/x' onclick='this.closest(&quot;form&quot;).submit()'>x</a>")]
    [InlineData("<a href='/x' hx-delete='/x'>x</a>")]
    [InlineData("<a href='/x' hx-post='/x'>x</a>")]
    [InlineData("<a href='/x' data-verb='post'>x</a>")]
    [InlineData("<a href='/x' wire:click='remove'>x</a>")]
    [InlineData("<form action='/x'><input type=hidden name=_method value=delete></form>")]
    [InlineData("<form action='/x'><button formaction='/y/delete'>x</button></form>")]
    [InlineData("<a href='//evil@site.test/x'>x</a>")]
    [InlineData("<a href='https://alice:pw@site.test/x'>x</a>")]
    [InlineData("<a href='/x' data-confirm='Sure?'>x</a>")]
    [InlineData("<form action='/x'><button name='delete'>x</button></form>")]
    [InlineData("<form action='/x'><button formmethod='post'>x</button></form>")]
    [InlineData("<form action='/x'><input type=password></form>")]
    [InlineData("<form action='/x'><button>Unsubscribe</button></form>")]
    public void Of_ElementThatChangesSomething_IsLeftOut(string html) => Of(html).Pages.ShouldBeEmpty();

    [Fact]
    public void Of_StyleSheetAndManifest_FindsWhatTheyLoad()
    {
        Paths(PageLinks.Of(Exchanges.Of("a", "/css/x.css", "/* url(no.png) */ @import url(y.css); @font-face { src: url( \"f.woff2\" ) } a { b: url(data:x) }", "Content-Type: text/css")).Assets)
            .ShouldBe(["/css/y.css", "/css/f.woff2"]);
        var manifest = PageLinks.Of(Exchanges.Of("a", "/m.webmanifest", """{"start_url":"/home","icons":[{"src":"i.png"}]}""", "Content-Type: application/manifest+json"));
        Paths(manifest.Pages).ShouldBe(["/home"]);
        Paths(manifest.Assets).ShouldBe(["/i.png"]);
    }

    [Fact]
    public void Of_AnyInput_NeverThrowsAndGivesWebAddressesOnly()
    {
        var pieces = Gen.OneOf(
            Gen.Elements("<a href=", "\"", "'", ">", "</a>", "<base href='", "//", "http://[", "%", "\\", "url(", "@import '", "/*", "<img srcset=', ,", "<meta http-equiv=refresh content='0;url=", "{\"icons\":[", "\0", "<form>", "<svg><use href="),
            ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? ""));
        var types = Gen.Elements("text/html", "text/css", "application/manifest+json", "image/png", "text/html; charset=utf-99", "");
        var cases = pieces.ArrayOf(20).Select(string.Concat).SelectMany(body => types.Select(type => (body, type)));
        Check.One(Generated.Of(1000), Prop.ForAll(cases.ToArbitrary(), it =>
        {
            var links = PageLinks.Of(Exchanges.Of("a", "/x/y", it.body, $"Content-Type: {it.type}"));
            return links.Pages.Concat(links.Assets).All(url => url.IsAbsoluteUri && url.Scheme is "http" or "https" && url.Fragment.Length == 0);
        }));
    }

    private static PageLinks Of(string html) => PageLinks.Of(Exchanges.Of("a", "/", html, "Content-Type: text/html"));

    private static IEnumerable<string> Paths(IReadOnlyList<Uri> urls) => urls.Select(url => url.PathAndQuery);
}
