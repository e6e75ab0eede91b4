using System.Net;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Forwarding;

namespace Cloakroom.Edge.Tests.Forwarding;

public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.2", false)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.1", false)]
    public void Contains_ByDefault_IsThisMachine(string address, bool trusted) =>
        TrustedProxies.From(new EdgeOptions()).Contains(IPAddress.Parse(address)).ShouldBe(trusted);

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.9.9.9", true)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("10.0.0.0/8", "127.0.0.1", false)]
    public void Contains_Network_ByItsBits(string network, string address, bool trusted)
    {
        var options = new EdgeOptions();
        options.TrustedProxies.Add(network);

        TrustedProxies.From(options).Contains(IPAddress.Parse(address)).ShouldBe(trusted);
    }
}
