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
        var cold = ColdAddress.Of(new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

        cold.OriginalString.ShouldStartWith(plain + "?cloakroom-probe=");
        ColdAddress.Plain(cold).ShouldBe(plain);
        ColdAddress.IsCold(cold).ShouldBeTrue();
    }

    [Fact]
    public void Of_OneAddressTwice_IsNotTheSame() => ColdAddress.Of(new Uri("http://example.test/")).ShouldNotBe(ColdAddress.Of(new Uri("http://example.test/")));

    [Fact]
    public void WithoutWord_OfWhatTheSiteHasTakenOver_IsTheAddressThatIsMeant() =>
        ColdAddress.WithoutWord(new Uri("http://example.test/signin?next=" + Uri.EscapeDataString(ColdAddress.Of(new Uri("http://example.test/account")).PathAndQuery))).PathAndQuery
            .ShouldBe("/signin?next=%2Faccount");

    [Fact]
    public void Of_AddressWithoutAPath_IsOfThePathThatCookiesAreFor()
    {
        var cold = ColdAddress.Of(new Uri("http://example.test"));

        cold.PathAndQuery.ShouldStartWith("/?");
        cold.AbsolutePath.ShouldBe("/");
        ColdAddress.Plain(new Uri("http://example.test")).ShouldBe(ColdAddress.Plain(cold));
    }
}
