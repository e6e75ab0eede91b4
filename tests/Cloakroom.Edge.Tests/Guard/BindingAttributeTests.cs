using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>The binding's cookie reaches wherever the cookies do that it is for, or they would not open there.</summary>
public sealed class BindingAttributeTests
{
    private const string Id = "alice-0123456789abcdef";

    [Fact]
    public async Task Domain_Set_IsTheBindingsAndItOpensOnSiblings()
    {
        var rig = Rig($"sid={Id}; Path=/; Domain=shop.example", "shop.example");
        var alice = rig.Browse();

        var answer = await alice.SendAsync("POST", "/login", host: "www.shop.example");

        // Browsers refuse __Host- with a domain (RFC 6265bis section 4.1.3.2).
        answer.SetCookies[1].ShouldStartWith("__Secure-cloakroom-edge=");
        AttributesOf(answer.SetCookies[1]).ShouldBe(["Path=/", "Max-Age=34560000", "HttpOnly", "Secure", "Domain=shop.example"], ignoreOrder: true);
        (await alice.SendAsync("GET", "/me", host: "api.shop.example")).Reached!.Cookie("sid").ShouldBe(Id);
    }

    [Fact]
    public async Task Domain_NotSet_HasThePrefixAndNoDomain()
    {
        var rig = Rig($"sid={Id}; Path=/; Domain=shop.example");

        var answer = await rig.Browse().PostAsync("/login");

        answer.SetCookies[1].ShouldStartWith("__Host-cloakroom-edge=");
        AttributesOf(answer.SetCookies[1]).ShouldBe(["Path=/", "Max-Age=34560000", "HttpOnly", "Secure"], ignoreOrder: true);
    }

    [Fact]
    public async Task Domain_OverPlainHttpOnThisMachine_HasNeitherPrefixNorSecure()
    {
        var rig = Rig($"sid={Id}; Path=/", "localhost");

        var answer = await rig.Browse().SendAsync("POST", "/login", scheme: "http", host: "localhost");

        answer.SetCookies[1].ShouldStartWith("cloakroom-edge=");
        AttributesOf(answer.SetCookies[1]).ShouldContain("Domain=localhost");
        AttributesOf(answer.SetCookies[1]).ShouldNotContain("Secure");
    }

    [Theory]
    [InlineData("SameSite=None; Secure; Partitioned", null, "SameSite=None", true)]
    [InlineData("secure; samesite = none", null, "SameSite=None", false)]
    [InlineData("Secure; partitioned; SameSite=Lax", null, "SameSite=Lax", true)]
    [InlineData("Secure; SameSite=Strict", null, "SameSite=Lax", false)]
    [InlineData("Secure", "Lax", "SameSite=Lax", false)]
    [InlineData("SameSite=None; Secure; Partitioned", "Strict", "SameSite=Strict", true)]
    public async Task SameSiteAndPartitioned_OfTheApplicationsCookie_AreTheBindingsToo(string attributes, string? configured, string sameSite, bool isPartitioned)
    {
        var rig = Rig($"sid={Id}; Path=/; {attributes}");
        rig.Reconfigure(options => options.Binding.SameSite = configured);

        var answer = await rig.Browse().PostAsync("/login");

        answer.SetCookies[0].ShouldEndWith($"; Path=/; {attributes}");
        AttributesOf(answer.SetCookies[1]).ShouldContain(sameSite);
        AttributesOf(answer.SetCookies[1]).Contains("Partitioned").ShouldBe(isPartitioned);
    }

    [Fact]
    public async Task Renewal_ForAnotherCookie_KeepsWhatTheFirstOneNeeds()
    {
        var rig = new GuardRig(null, "sid", "auth")
        {
            App = static (_, headers) => headers.SetCookie = $"sid={Id}; Path=/; SameSite=None; Secure; Partitioned",
        };
        var alice = rig.Browse();
        await alice.PostAsync("/cart");
        rig.App = static (_, headers) => headers.SetCookie = "auth=alice-auth-0123456789; Path=/; SameSite=Lax";

        var answer = await alice.PostAsync("/login");

        var binding = AttributesOf(answer.SetCookies.Single(line => line.StartsWith("__Host-cloakroom-edge=", StringComparison.Ordinal)));
        binding.ShouldContain("SameSite=None");
        binding.ShouldContain("Partitioned");
        rig.App = static (_, _) => { };
        (await alice.GetAsync("/me")).Reached!.CookieHeader.ShouldBe($"sid={Id}; auth=alice-auth-0123456789");
    }

    /// <summary>Only Chromium takes such a cookie for Lax, and for two minutes not even that: Firefox and Safari send it with a form from another site, as after a payment or a SAML sign-in.</summary>
    [Theory]
    [InlineData("HttpOnly")]
    [InlineData("HttpOnly; SameSite=Nonsense")]
    [InlineData("HttpOnly; SameSite")]
    public async Task SameSite_ApplicationHasNone_BindingHasNone(string attributes)
    {
        var rig = Rig($"sid={Id}; Path=/; {attributes}");

        var answer = await rig.Browse().PostAsync("/login");

        AttributesOf(answer.SetCookies[1]).ShouldBe(["Path=/", "Max-Age=34560000", "HttpOnly", "Secure"], ignoreOrder: true);
    }

    [Fact]
    public async Task SameSite_OfOneCookieOnly_IsNotTheBindings()
    {
        var rig = new GuardRig(null, "sid", "auth")
        {
            App = static (_, headers) => headers.SetCookie = new[] { $"sid={Id}; Path=/; SameSite=Lax", "auth=alice-auth-0123456789; Path=/" },
        };

        var answer = await rig.Browse().PostAsync("/login");

        answer.SetCookies[2].ShouldNotContain("SameSite");
    }

    /// <summary>The binding is, so that over plain http the cookie would come without it: everybody who follows an old http:// link would be a mix-up, or get 401.</summary>
    [Theory]
    [InlineData("; Path=/; HttpOnly", "; Path=/; HttpOnly; Secure")]
    [InlineData("", "; Secure")]
    [InlineData("; Path=/; SECURE", "; Path=/; SECURE")]
    public async Task Secure_OverHttps_SealedCookieIsToo(string attributes, string expected)
    {
        var rig = Rig($"sid={Id}{attributes}");
        var alice = rig.Browse();

        var first = await alice.PostAsync("/login");
        var text = alice.Cookies["sid"];
        rig.App = (_, headers) => headers.SetCookie = $"sid={Id}{attributes}";
        var rolled = await alice.GetAsync("/me");

        first.SetCookies[0].ShouldBe($"sid={text}{expected}");
        // What it opens to is what the application wrote: the same is given out in the same seal.
        rolled.SetCookies.ShouldBe([$"sid={text}{expected}"]);
    }

    [Fact]
    public async Task Secure_OverHttps_ChunksAreToo()
    {
        var rig = Rig($"sid={{{new string('x', 5000)}; Path=/");

        var answer = await rig.Browse().PostAsync("/login");

        answer.SetCookies.Count.ShouldBe(3);
        answer.SetCookies.ShouldAllBe(line => line.EndsWith("; Secure", StringComparison.Ordinal) && line.Length <= 4096);
    }

    [Fact]
    public async Task Secure_OverPlainHttpOnThisMachine_IsNotAdded()
    {
        var rig = Rig($"sid={Id}; Path=/");

        var answer = await rig.Browse().SendAsync("POST", "/login", scheme: "http", host: "localhost");

        answer.SetCookies[0].ShouldEndWith("; Path=/");
    }

    private static GuardRig Rig(string setCookie, string? domain = null) =>
        new(options => options.Binding.Domain = domain) { App = (request, headers) => headers.SetCookie = request.Method == "POST" ? setCookie : default };

    private static string[] AttributesOf(string line) => line.Split("; ")[1..];
}
