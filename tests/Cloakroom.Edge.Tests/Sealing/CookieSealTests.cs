using System.Buffers.Text;
using Cloakroom.Edge.Sealing;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Edge.Tests.Sealing;

public sealed class CookieSealTests : IDisposable
{
    private const string Name = SealFixture.CookieName;

    // RFC 6265 section 4.1.1.
    private static readonly char[] CookieOctets =
        [.. Enumerable.Range(0x21, 0x7E - 0x20).Select(c => (char)c).Where(c => c is not ('"' or ',' or ';' or '\\'))];

    private readonly SealFixture _edge = new();

    public void Dispose() => _edge.Dispose();

    [Fact]
    public void PlainCookie_GivenToAnotherBrowser_OpensThere_RedTwin()
    {
        // What a cache or a swapped response hands over without the edge is the key itself: the application knows no more than the value.
        var sessions = new Dictionary<string, string> { ["s:alice"] = "Alice" };
        var aliceGot = sessions.Keys.Single();

        sessions.TryGetValue(aliceGot, out var bobIs).ShouldBeTrue();
        bobIs.ShouldBe("Alice");

        // Sealed, the same accident hands over something that opens for nobody else.
        var text = _edge.SealFor(_edge.NewBinding(), aliceGot);
        _edge.Seal.TryOpen(Name, text, new BroughtBinding(_edge.NewBinding()), out var content, out _).ShouldBe(OpenOutcome.Foreign);
        content.ShouldBeNull();
    }

    [Fact]
    public void TryOpen_OwnBinding_GivesBackEverything()
    {
        var binding = _edge.NewBinding();
        var content = _edge.Content();
        var text = _edge.Seal.Seal(Name, binding, content, isBound: true, isFirstIssue: true);

        _edge.Seal.TryOpen(Name, text, new BroughtBinding(binding), out var opened, out var header).ShouldBe(OpenOutcome.Opened);
        opened.ShouldBe(content);
        header.ShouldBe(new SealHeader(
            _edge.TagOf(binding), _edge.Tagger.OfValue(content.Value), content.SealedAt, SealFlags.Bound | SealFlags.FirstIssue, SealedUnderCurrentKey: true));
        text.ShouldAllBe(c => CookieOctets.Contains(c));
        text.ShouldNotContain(content.Value);
    }

    [Fact]
    public void TryOpen_AnyValueNameAndAttributes_RoundTripsBoundAndUnbound()
    {
        var value = Gen.Choose(0, 6000).SelectMany(length => Gen.Elements(CookieOctets).ArrayOf(length)).Select(chars => new string(chars));
        var name = Gen.NonEmptyListOf(Gen.Elements("abcXYZ019.-_!#$%&'*+^`|~".ToCharArray())).Select(chars => string.Concat(chars));
        // Attributes as servers write them, Latin-1 and beyond included.
        var attributes = ArbMap.Default.GeneratorFor<string?>().Where(text => text is null || !text.Any(char.IsSurrogate)).Select(text => text ?? "");
        var revision = ArbMap.Default.GeneratorFor<long>().Select(number => number & long.MaxValue);
        var all = value.SelectMany(v => name.SelectMany(n => attributes.SelectMany(a => revision.SelectMany(r =>
            Gen.Elements(true, false).Select(isBound => (v, n, a, r, isBound))))));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(all.ToArbitrary(), input =>
        {
            var binding = _edge.NewBinding();
            var content = _edge.Content(input.v) with { Attributes = input.a, Revision = input.r };
            var text = _edge.Seal.Seal(input.n, binding, content, input.isBound);
            return _edge.Seal.TryOpen(input.n, text, new BroughtBinding(binding), out var opened, out var header) == OpenOutcome.Opened
                && opened == content
                && header.IsBound == input.isBound
                && !header.IsFirstIssue;
        }));
    }

    [Fact]
    public void Seal_HalfASurrogatePair_IsRefused() =>
        Should.Throw<ArgumentException>(() => _edge.SealFor(_edge.NewBinding(), "\ud800"));

    [Fact]
    public void TryOpen_OtherBindingOrNone_IsForeignAndNamesBothParties()
    {
        var owner = _edge.NewBinding();
        var content = _edge.Content();
        var text = _edge.SealFor(owner);

        foreach (var brought in new BroughtBinding?[] { new(_edge.NewBinding()), new(_edge.NewBinding(), _edge.NewBinding()), null })
        {
            _edge.Seal.TryOpen(Name, text, brought, out var opened, out var header).ShouldBe(OpenOutcome.Foreign);
            opened.ShouldBeNull();
            header.BindingTag.ShouldBe(_edge.TagOf(owner));
            header.ValueTag.ShouldBe(_edge.Tagger.OfValue(content.Value));
            header.SealedAt.ShouldBe(content.SealedAt);
        }
    }

    [Fact]
    public void TryOpen_Unbound_OpensForAnybodyAndSaysWhose()
    {
        var owner = _edge.NewBinding();
        var text = _edge.Seal.Seal(Name, owner, _edge.Content(), isBound: false);

        _edge.Open(text, owner).ShouldBe(OpenOutcome.Opened);
        _edge.Open(text, _edge.NewBinding(), previous: owner).ShouldBe(OpenOutcome.OpenedWithPrevious);
        foreach (var brought in new BroughtBinding?[] { new(_edge.NewBinding()), null })
        {
            _edge.Seal.TryOpen(Name, text, brought, out var opened, out var header).ShouldBe(OpenOutcome.Foreign);
            opened.ShouldBe(_edge.Content());
            header.IsBound.ShouldBeFalse();
            header.BindingTag.ShouldBe(_edge.TagOf(owner));
        }
    }

    [Fact]
    public void TryOpen_ReplacedBinding_IsOpenedWithPrevious()
    {
        var old = _edge.NewBinding();
        var text = _edge.SealFor(old);

        _edge.Open(text, _edge.NewBinding(), previous: old).ShouldBe(OpenOutcome.OpenedWithPrevious);
    }

    [Theory]
    [InlineData("connect.sid2")]
    [InlineData("connect.si")]
    [InlineData("Connect.sid")]
    [InlineData("")]
    public void TryOpen_OtherName_DoesNotOpenBoundOrNot(string name)
    {
        var binding = _edge.NewBinding();
        foreach (var isBound in new[] { true, false })
        {
            var text = _edge.Seal.Seal(Name, binding, _edge.Content(), isBound);
            _edge.Seal.TryOpen(name, text, new BroughtBinding(binding), out var content, out var header).ShouldBe(OpenOutcome.NotSealed);
            content.ShouldBeNull();
            header.ShouldBe(default);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryOpen_AnyBitChanged_NeverOpensAsSomethingElse(bool isBound)
    {
        var binding = _edge.NewBinding();
        var content = _edge.Content();
        var text = _edge.Seal.Seal(Name, binding, content, isBound);
        var body = Base64Url.DecodeFromChars(text.AsSpan(CookieSeal.Prefix.Length));
        for (var bit = 0; bit < 8 * body.Length; bit++)
        {
            body[bit / 8] ^= (byte)(1 << (bit % 8));
            var changed = CookieSeal.Prefix + Base64Url.EncodeToString(body);
            body[bit / 8] ^= (byte)(1 << (bit % 8));
            var outcome = _edge.Seal.TryOpen(Name, changed, new BroughtBinding(binding), out var opened, out var header);
            // The MAC is for what does not open. Everything before it is under the GCM tag.
            if (bit / 8 >= body.Length - Subkey.MacSize)
            {
                outcome.ShouldBe(OpenOutcome.Opened);
                opened.ShouldBe(content);
                if (isBound)
                    _edge.Open(changed, _edge.NewBinding()).ShouldBe(OpenOutcome.NotSealed);
                continue;
            }

            outcome.ShouldBe(bit / 8 < 4 ? OpenOutcome.UnknownKey : OpenOutcome.NotSealed, $"bit {bit}");
            opened.ShouldBeNull();
            header.ShouldBe(default);
        }
    }

    [Fact]
    public void TryOpen_AnyCharacterChanged_NeverOpensAsSomethingElse()
    {
        var binding = _edge.NewBinding();
        var content = _edge.Content();
        var text = _edge.SealFor(binding);
        foreach (var at in Enumerable.Range(0, text.Length))
        {
            foreach (var c in "Aaz09-_~.=+/ \t\n%é\u0141\0")
            {
                if (text[at] == c)
                    continue;
                var changed = text[..at] + c + text[(at + 1)..];
                var outcome = _edge.Seal.TryOpen(Name, changed, new BroughtBinding(binding), out var opened, out _);
                if (outcome == OpenOutcome.Opened)
                {
                    at.ShouldBeGreaterThanOrEqualTo(text.Length - Base64Url.GetEncodedLength(Subkey.MacSize));
                    opened.ShouldBe(content);
                }
                else
                {
                    opened.ShouldBeNull();
                }
            }
        }
    }

    [Fact]
    public void TryOpen_AnyPartOrMore_IsNotSealed()
    {
        var binding = _edge.NewBinding();
        var text = _edge.SealFor(binding);

        for (var length = 0; length < text.Length; length++)
        {
            _edge.Open(text[..length], binding).ShouldBe(OpenOutcome.NotSealed);
            _edge.Open(text[(length + 1)..], binding).ShouldBe(OpenOutcome.NotSealed);
        }

        foreach (var more in new[] { "A", "AA", "AAA", "AAAA", "=", "==", " ", "\n", text })
            _edge.Open(text + more, binding).ShouldBe(OpenOutcome.NotSealed);
    }

    [Fact]
    public void TryOpen_AnyText_NeverThrowsNorOpens()
    {
        var binding = _edge.NewBinding();
        var real = _edge.SealFor(binding);
        var any = ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? "");
        var bytes = Gen.Choose(0, 600).SelectMany(length => ArbMap.Default.GeneratorFor<byte>().ArrayOf(length));
        // With the key's prefix and salt of a real one, so that the look-up succeeds.
        var near = bytes.Select(tail => CookieSeal.Prefix + Base64Url.EncodeToString([.. Base64Url.DecodeFromChars(real.AsSpan(CookieSeal.Prefix.Length))[..12], .. tail]));
        var texts = Gen.OneOf(any, any.Select(text => CookieSeal.Prefix + text), bytes.Select(body => CookieSeal.Prefix + Base64Url.EncodeToString(body)), near);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(texts.ToArbitrary(), text =>
            _edge.Open(text, binding) is OpenOutcome.NotSealed or OpenOutcome.UnknownKey));
    }

    [Fact]
    public void Seal_Twice_Differs()
    {
        var binding = _edge.NewBinding();

        _edge.SealFor(binding).ShouldNotBe(_edge.SealFor(binding));
    }

    [Fact]
    public void SealAndTryOpen_ManyThreads_NeverMixUp()
    {
        var failures = 0;
        // More threads than processors, so that they lose the processor while they hold a cipher.
        var threads = Enumerable.Range(0, 16).Select(number => new Thread(() => Run(number))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        failures.ShouldBe(0);

        void Run(int thread)
        {
            var own = _edge.NewBinding();
            var other = _edge.NewBinding();
            for (var round = 0; round < 300; round++)
            {
                var content = _edge.Content($"{thread}-{round}-{new string('x', round * 7 % 3000)}");
                var text = _edge.Seal.Seal(Name, own, content, isBound: round % 3 != 0);
                var isRight = _edge.Seal.TryOpen(Name, text, new BroughtBinding(own), out var opened, out _) == OpenOutcome.Opened
                    && opened == content
                    && _edge.Open(text, other) == OpenOutcome.Foreign
                    && _edge.Open(text, other, previous: own) == OpenOutcome.OpenedWithPrevious;
                if (!isRight)
                    Interlocked.Increment(ref failures);
            }
        }
    }
}
