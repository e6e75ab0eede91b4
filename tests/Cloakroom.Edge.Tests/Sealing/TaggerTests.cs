using Cloakroom.Edge.Sealing;

namespace Cloakroom.Edge.Tests.Sealing;

public sealed class TaggerTests
{
    [Fact]
    public void OfValue_SameValueOtherKey_Differs() =>
        new Tagger(new byte[Tagger.KeySize]).OfValue("s:abc").ShouldNotBe(new Tagger([.. Enumerable.Repeat((byte)1, Tagger.KeySize)]).OfValue("s:abc"));

    [Fact]
    public void OfValue_LongerThanTheStack_IsStable()
    {
        var tagger = new Tagger(new byte[Tagger.KeySize]);
        var value = new string('x', 4000);

        tagger.OfValue(value).ShouldBe(tagger.OfValue(new string('x', 4000)));
        tagger.OfValue(value).ShouldNotBe(tagger.OfValue(value + "y"));
    }

    [Fact]
    public void OfBinding_SameBytesAsAValue_IsAnotherTag()
    {
        var tagger = new Tagger(new byte[Tagger.KeySize]);

        tagger.OfBinding("abc"u8).ShouldNotBe(tagger.OfValue("abc"));
    }

    [Fact]
    public void ToString_AnyTag_Has22Characters() => new Tag(ulong.MaxValue, 0).ToString().Length.ShouldBe(22);
}
