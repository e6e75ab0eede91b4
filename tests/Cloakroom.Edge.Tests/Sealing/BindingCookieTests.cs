using System.Buffers.Text;
using Cloakroom.Edge.Sealing;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Edge.Tests.Sealing;

public sealed class BindingCookieTests : IDisposable
{
    private readonly SealFixture _edge = new();
    private readonly Binding _old;
    private readonly Binding _new;

    public BindingCookieTests()
    {
        _old = _edge.NewBinding();
        _new = _edge.NewBinding();
    }

    public void Dispose() => _edge.Dispose();

    [Fact]
    public void Read_BindingAlone_HasNoPredecessor() =>
        _edge.Bindings.Read(BindingCookie.Write(_new)).ShouldBe(new BroughtBinding(_new));

    [Fact]
    public void Read_Renewed_HasThePredecessorUntilTheGraceEnds()
    {
        var text = _edge.Bindings.Write(_new, _old);
        text.Length.ShouldBe(BindingCookie.MaxLength);
        text.ShouldNotContain(_old.Encode());

        _edge.Bindings.Read(text).ShouldBe(new BroughtBinding(_new, _old));
        _edge.Clock.Advance(BindingCookie.Grace - TimeSpan.FromMilliseconds(1));
        _edge.Bindings.Read(text).ShouldBe(new BroughtBinding(_new, _old));
        _edge.Clock.Advance(TimeSpan.FromMilliseconds(1));
        _edge.Bindings.Read(text).ShouldBe(new BroughtBinding(_new) { Superseded = _old });
    }

    [Fact]
    public void Read_GraceInClear_WouldOpenAnybodysCookie_RedTwin()
    {
        // Whoever knows a binding by accident could name it as a predecessor, had it only to be written down.
        var stolen = _edge.SealFor(_old);
        _edge.Open(stolen, _new, previous: _old).ShouldBe(OpenOutcome.OpenedWithPrevious);

        var forged = $"{_new.Encode()}.{_old.Encode()}";
        _edge.Bindings.Read(forged).ShouldBe(new BroughtBinding(_new));
    }

    [Fact]
    public void Read_PredecessorOfAnother_IsLeftOut()
    {
        var text = _edge.Bindings.Write(_new, _old);
        var thief = _edge.NewBinding();

        _edge.Bindings.Read(thief.Encode() + text[Binding.EncodedLength..]).ShouldBe(new BroughtBinding(thief));
    }

    [Fact]
    public void Read_PredecessorOfAnotherRing_IsLeftOut()
    {
        using var stranger = new SealFixture(clock: _edge.Clock);

        _edge.Bindings.Read(stranger.Bindings.Write(_new, _old)).ShouldBe(new BroughtBinding(_new));
    }

    [Fact]
    public void Read_AnyBitOfThePredecessorChanged_IsLeftOut()
    {
        var text = _edge.Bindings.Write(_new, _old);
        var predecessor = Base64Url.DecodeFromChars(text.AsSpan(Binding.EncodedLength + 1));
        for (var bit = 0; bit < 8 * predecessor.Length; bit++)
        {
            predecessor[bit / 8] ^= (byte)(1 << (bit % 8));
            _edge.Bindings.Read($"{_new.Encode()}.{Base64Url.EncodeToString(predecessor)}").ShouldBe(new BroughtBinding(_new), $"bit {bit}");
            predecessor[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        _edge.Bindings.Read($"{_new.Encode()}.{Base64Url.EncodeToString(predecessor)}").ShouldBe(new BroughtBinding(_new, _old));
    }

    [Fact]
    public void Read_SealedCookieAsPredecessorAndTheOtherWay_NeitherOpens()
    {
        var cookie = _edge.SealFor(_new, "");
        var predecessor = _edge.Bindings.Write(_new, _old)[(Binding.EncodedLength + 1)..];

        _edge.Bindings.Read($"{_new.Encode()}.{cookie[CookieSeal.Prefix.Length..]}").ShouldBe(new BroughtBinding(_new));
        _edge.Open(CookieSeal.Prefix + predecessor, _new).ShouldBe(OpenOutcome.NotSealed);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("deleted")]
    public void Read_NoBinding_IsNull(string text) => _edge.Bindings.Read(text).ShouldBeNull();

    [Fact]
    public void Read_SomethingElseBehind_IsNull()
    {
        _edge.Bindings.Read(_new.Encode() + "A").ShouldBeNull();
        _edge.Bindings.Read(_new.Encode() + "~").ShouldBeNull();
        _edge.Bindings.Read(_new.Encode() + ".").ShouldBe(new BroughtBinding(_new));
    }

    [Fact]
    public void Read_AnyText_NeverThrowsNorGrants()
    {
        var any = ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? "");
        var real = _edge.Bindings.Write(_new, _old);
        var texts = Gen.OneOf(
            any, any.Select(text => _new.Encode() + text), any.Select(text => $"{_new.Encode()}.{text}"), Gen.Choose(0, real.Length - 1).Select(length => real[..length]));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(texts.ToArbitrary(), text =>
            _edge.Bindings.Read(text) is not { Previous: not null }));
    }
}
