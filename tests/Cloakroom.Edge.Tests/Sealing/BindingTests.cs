using Cloakroom.Edge.Sealing;
using Cloakroom.Tests.Hosting;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Edge.Tests.Sealing;

public sealed class BindingTests
{
    private static readonly ManualClock Clock = new();

    [Fact]
    public void Create_Any_KnowsItsSecondAndDiffersFromOthers()
    {
        var binding = Binding.Create(Clock);

        binding.MintedAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(Clock.GetUtcNow().ToUnixTimeSeconds()));
        Enumerable.Range(0, 1000).Select(_ => Binding.Create(Clock)).Distinct().Count().ShouldBe(1000);
    }

    [Fact]
    public void TryDecode_WhatEncodeMade_IsTheSame()
    {
        var binding = Binding.Create(Clock);

        binding.Encode().Length.ShouldBe(Binding.EncodedLength);
        Binding.TryDecode(binding.Encode(), out var read).ShouldBeTrue();
        (read == binding).ShouldBeTrue();
        read.MintedAt.ShouldBe(binding.MintedAt);
    }

    [Fact]
    public void TryDecode_AnyString_AcceptsExactlyWhatEncodeMakes()
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(2000);
        Check.One(config, Prop.ForAll<string?>(text => !Binding.TryDecode(text, out var binding) || binding.Encode() == text));
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ ";
        var near = Gen.Elements(alphabet.ToCharArray()).ArrayOf(Binding.EncodedLength).Select(chars => new string(chars));
        Check.One(config, Prop.ForAll(near.ToArbitrary(), text => !Binding.TryDecode(text, out var binding) || binding.Encode() == text));
    }

    [Fact]
    public void TryDecode_AnyLastCharacter_AcceptsTheSixteenCanonicalOnes()
    {
        var text = Binding.Create(Clock).Encode();

        Enumerable.Range(0, 300).Count(c => Binding.TryDecode(text[..^1] + (char)c, out _)).ShouldBe(16);
    }

    [Fact]
    public void ToString_Any_SaysNothing() => $"{Binding.Create(Clock)} {new BroughtBinding(Binding.Create(Clock), Binding.Create(Clock))}"
        .ShouldBe("(binding) BroughtBinding { Current = (binding), Previous = (binding), Superseded = (binding) }");
}
