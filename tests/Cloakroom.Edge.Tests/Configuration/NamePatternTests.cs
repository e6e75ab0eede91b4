using Cloakroom.Edge.Configuration.Validation;

namespace Cloakroom.Edge.Tests.Configuration;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("sid", "sid", true)]
    [InlineData("sid", "SID", false)]
    [InlineData("sid", "sid2", false)]
    [InlineData("s*", "sid", true)]
    [InlineData("s*d", "sd", true)]
    [InlineData("s*", "*d", true)]
    [InlineData("a*b*c", "axbyc", true)]
    [InlineData("a*", "b*", false)]
    [InlineData("a*x", "*y", false)]
    [InlineData("wp_*_in", "wp_settings_*", true)]
    [InlineData("*", "", true)]
    [InlineData("**", "a", true)]
    public void Overlap_IsSymmetric(string a, string b, bool expected)
    {
        NamePattern.Overlap(a, b).ShouldBe(expected);
        NamePattern.Overlap(b, a).ShouldBe(expected);
    }

    [Theory]
    [InlineData("sid.1", "sid")]
    [InlineData("sidC12", "sid")]
    [InlineData("sid~2", "sid")]
    [InlineData("sid_1", "sid")]
    [InlineData("sid1", null)]
    [InlineData(".1", null)]
    [InlineData("sid.1234", null)]
    [InlineData("sid", null)]
    public void BaseOfChunk_OfAName_IsWhatItWouldBelongTo(string name, string? expected) => NamePattern.BaseOfChunk(name).ShouldBe(expected);
}
