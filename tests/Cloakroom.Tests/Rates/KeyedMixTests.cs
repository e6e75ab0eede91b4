using System.Net;
using Cloakroom.Rates;

namespace Cloakroom.Tests.Rates;

public sealed class KeyedMixTests
{
    private readonly KeyedMix _mix = new();

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.254")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.7")]
    [InlineData("2001:db8:1:2::3", "2001:db8:1:ffff::4")]
    public void OfNetwork_SameNetwork_IsTheSame(string one, string other) =>
        _mix.OfNetwork(IPAddress.Parse(one)).ShouldBe(_mix.OfNetwork(IPAddress.Parse(other)));

    [Theory]
    [InlineData("192.0.2.1", "192.0.3.1")]
    [InlineData("2001:db8:1::1", "2001:db8:2::1")]
    [InlineData("0.0.2.1", "::")]
    public void OfNetwork_OtherNetwork_IsAnother(string one, string other) =>
        _mix.OfNetwork(IPAddress.Parse(one)).ShouldNotBe(_mix.OfNetwork(IPAddress.Parse(other)));

    [Fact]
    public void Of_OtherProcess_IsAnother()
    {
        _mix.Of(42).ShouldBe(_mix.Of(42));
        new KeyedMix().Of(42).ShouldNotBe(_mix.Of(42));
    }

    [Fact]
    public void Of_ManyIds_SpreadsThemEvenly()
    {
        var ones = new int[64];
        for (var id = 0; id < 10_000; id++)
        {
            var mixed = _mix.Of((UInt128)id);
            for (var bit = 0; bit < 64; bit++)
                ones[bit] += (int)((mixed >> bit) & 1);
        }

        ones.ShouldAllBe(count => count > 4_500 && count < 5_500);
    }
}
