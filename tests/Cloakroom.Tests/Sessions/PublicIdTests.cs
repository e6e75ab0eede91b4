using Cloakroom.Sessions;

namespace Cloakroom.Tests.Sessions;

public sealed class PublicIdTests
{
    [Fact]
    public void OfBits_OfAnId_IsTheId()
    {
        var id = PublicId.Create();

        PublicId.OfBits(PublicId.BitsOf(id)).ShouldBe(id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("not base64url, and long")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void BitsOf_WhatIsNoId_IsZero(string? text) => PublicId.BitsOf(text).ShouldBe(UInt128.Zero);
}
