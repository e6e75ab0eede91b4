using Cloakroom.Edge.Configuration;
using Cloakroom.Journal;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Tests.Guard;

/// <summary>An application that shares its session between hosts, and a binding that does not.</summary>
public sealed class DomainTests
{
    private const int BeyondBinding = 5604;

    [Fact]
    public async Task Domain_WithoutOneOfTheBinding_LooksLikeAMixupElsewhereAndIsSaidOnce()
    {
        var rig = RigWith("Domain=example.com");
        var browser = rig.Browse();
        await browser.PostAsync("/login");
        await browser.PostAsync("/login");

        rig.Lines.Of(BeyondBinding).ShouldHaveSingleItem().ShouldContain("'sid' for all hosts of 'example.com'");
        // What a browser has on another host: the session, without the binding.
        browser.Cookies.Remove("__Host-cloakroom-edge").ShouldBeTrue();
        (await browser.GetAsync("/me")).Reached!.Cookie("sid").ShouldBeNull();
        rig.Mixups.ShouldHaveSingleItem().Kind.ShouldBe(MixupKind.ForeignBinding);
    }

    [Theory]
    [InlineData("Domain=example.com", "example.com", false)]
    [InlineData("domain=.Example.com", "example.com", false)]
    [InlineData("Domain=shop.example.com", "example.com", false)]
    [InlineData("Domain=example.com", "shop.example.com", true)]
    [InlineData("Domain=notexample.com", "example.com", true)]
    [InlineData("Domain=", null, false)]
    [InlineData("HttpOnly", null, false)]
    public async Task Domain_AndThatOfTheBinding_AreCompared(string attribute, string? binding, bool isSaid)
    {
        var rig = RigWith(attribute);
        rig.Reconfigure(options => options.Binding.Domain = binding);

        await rig.Browse().PostAsync("/login");

        rig.Lines.Of(BeyondBinding).Count.ShouldBe(isSaid ? 1 : 0);
    }

    private static GuardRig RigWith(string attribute)
    {
        var issued = 0;
        return new GuardRig
        {
            App = (request, headers) => headers.SetCookie = request.Method == "POST" ? $"sid=0123456789abcdef0123456789abcde{issued++}; path=/; {attribute}" : default,
        };
    }
}
