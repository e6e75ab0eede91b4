using Cloakroom.Probe.Plans;

namespace Cloakroom.Probe.Tests.Plans;

public sealed class ColdAddressTests
{
    [Theory]
    [InlineData("http://example.test", "http://example.test/")]
    [InlineData("http://example.test/", "http://example.test/")]
    [InlineData("http://example.test/a%2Fb/../c", "http://example.test/a%2Fb/../c")]
    public void Of_AnyAddress_IsThatAddressWithAQuery(string address, string plain)
    {
        var cold = ColdAddress.Of(new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), new SeededChoice(1));

        cold.OriginalString.ShouldStartWith(plain + "?cloakroom-probe=");
        ColdAddress.Plain(cold).ShouldBe(plain);
        ColdAddress.IsCold(cold).ShouldBeTrue();
    }

    [Fact]
    public void Of_AddressWithoutAPath_IsOfThePathThatCookiesAreFor()
    {
        var cold = ColdAddress.Of(new Uri("http://example.test"), new SeededChoice(1));

        cold.PathAndQuery.ShouldStartWith("/?");
        cold.AbsolutePath.ShouldBe("/");
        ColdAddress.Plain(new Uri("http://example.test")).ShouldBe(ColdAddress.Plain(cold));
    }
}
