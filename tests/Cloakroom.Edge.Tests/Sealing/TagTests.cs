using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Tests.Sealing;

public sealed class TagTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, ulong.MaxValue)]
    [InlineData(ulong.MaxValue, 1)]
    public void TryParse_WhatToStringWrites_IsTheSameTag(ulong high, ulong low)
    {
        var tag = new Tag(high, low);

        Tag.TryParse(tag.ToString(), out var parsed).ShouldBeTrue();
        parsed.ShouldBe(tag);
        Tag.OfBits(tag.Bits).ShouldBe(tag);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAAAAAAAAEAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAEAAAAAAAAAAQA")]
    [InlineData("AAAAAAAAAAEAAAAAAAAAAR")]
    [InlineData("AAAAAAAAAAEAAAAAAAA=AQ")]
    [InlineData("AAAAAAAAAAEAAAAAAA  AQ")]
    [InlineData("AAAAAAAAAAEAAAAAAAA+AQ")]
    [InlineData("AAAAAAAAAAEAAAAAAAAAä0")]
    public void TryParse_AnythingElse_IsRefused(string text) => Tag.TryParse(text, out _).ShouldBeFalse();
}
