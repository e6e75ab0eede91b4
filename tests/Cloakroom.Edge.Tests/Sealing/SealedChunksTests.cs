using Cloakroom.Edge.Sealing;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Edge.Tests.Sealing;

public sealed class SealedChunksTests : IDisposable
{
    private const string Name = SealFixture.CookieName;

    private readonly SealFixture _edge = new();

    public void Dispose() => _edge.Dispose();

    [Fact]
    public void Split_LongSession_WouldNotFitOneCookie_RedTwin()
    {
        // What browsers drop without a word (RFC 6265bis section 5.6).
        var text = _edge.SealFor(_edge.NewBinding(), new string('v', 4000));
        (Name.Length + text.Length).ShouldBeGreaterThan(4096);

        SealedChunks.Split(Name, text, SealFixture.Attributes.Length)!.Length.ShouldBe(2);
    }

    [Fact]
    public void Split_AnyLength_FitsAndJoinsToTheSame()
    {
        var all = Gen.Choose(1, 200).SelectMany(name => Gen.Choose(0, 500).SelectMany(attributes => Gen.Choose(0, 35_000).Select(text => (name, attributes, text))));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(all.ToArbitrary(), size => RoundTrips(size.name, size.attributes, size.text)));
    }

    [Fact]
    public void Split_AroundEveryEdge_FitsAndJoinsToTheSame()
    {
        for (var chunks = 1; chunks <= SealedChunks.MaxChunks; chunks++)
        {
            for (var text = (chunks * 4046) - 80; text < (chunks * 4046) + 20; text++)
                RoundTrips(name: 10, attributes: 30, text).ShouldBeTrue($"{text}");
        }
    }

    [Fact]
    public void Split_MoreThanEightChunks_IsNull()
    {
        SealedChunks.Split(Name, CookieSeal.Prefix + new string('A', 40_000), 30).ShouldBeNull();
        SealedChunks.Split(Name, CookieSeal.Prefix + new string('A', 100), 4096).ShouldBeNull();
        SealedChunks.Split(Name, CookieSeal.Prefix + new string('A', 100), 10_000).ShouldBeNull();
    }

    [Fact]
    public void Join_Inconsistent_NeverOpens()
    {
        var binding = _edge.NewBinding();
        var chunks = ChunksOf(_edge.SealFor(binding, new string('v', 9000)));
        var others = ChunksOf(_edge.SealFor(binding, new string('w', 9000)));
        chunks.Length.ShouldBe(4);
        Outcome(chunks).ShouldBe(OpenOutcome.Opened);

        // Missing, empty, of another value, in another order, counted otherwise, not a chunk.
        for (var at = 0; at < chunks.Length; at++)
        {
            foreach (var instead in new[] { null, "", others[at], chunks[(at + 1) % 4], chunks[at][..^1], chunks[at] + "A", chunks[at][1..] })
                Outcome([.. chunks[..at], instead, .. chunks[(at + 1)..]]).ShouldBe(OpenOutcome.NotSealed);
        }

        foreach (var count in "0123567899*A.")
            Outcome([$"~c1*{count}{chunks[0][5..]}", .. chunks[1..]]).ShouldBe(OpenOutcome.NotSealed);
        Outcome([$"~c1*04{chunks[0][5..]}", .. chunks[1..]]).ShouldBe(OpenOutcome.NotSealed);
        Outcome([chunks[0].Replace("~c1*4.", CookieSeal.Prefix, StringComparison.Ordinal), .. chunks[1..]]).ShouldBe(OpenOutcome.NotSealed);

        // What is left over of a longer value of before changes nothing.
        Outcome([.. chunks, "~c1+AAAA"]).ShouldBe(OpenOutcome.Opened);

        OpenOutcome Outcome(string?[] brought) =>
            SealedChunks.Join(Name, brought[0] ?? "", NamedAs(brought)) is { } text ? _edge.Open(text, binding) : OpenOutcome.NotSealed;
    }

    [Fact]
    public void Join_AnyTexts_NeverThrows()
    {
        var any = ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? "");
        var first = Gen.OneOf(any, any.Select(text => "~c1*" + text), any.Select(text => "~c1*3." + text));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(first.ToArbitrary(), any.ToArbitrary(), (head, tail) =>
            _edge.Open(SealedChunks.Join(Name, head, _ => tail) ?? "", _edge.NewBinding()) == OpenOutcome.NotSealed
            && _edge.Open(SealedChunks.Join(Name, head, _ => "~c1+" + tail) ?? "", _edge.NewBinding()) != OpenOutcome.Opened));
    }

    [Fact]
    public void StaleNames_ShorterThanBefore_AreTheRest()
    {
        SealedChunks.StaleNames("sid", 4, 2).ShouldBe(["sid~3", "sid~4"]);
        SealedChunks.StaleNames("sid", 3, 1).ShouldBe(["sid~2", "sid~3"]);
        SealedChunks.StaleNames("sid", 1, 3).ShouldBeEmpty();
        SealedChunks.StaleNames("sid", 2, 0).ShouldBe(["sid", "sid~2"]);
    }

    [Theory]
    [InlineData("sid~2", "sid")]
    [InlineData("__Host-sid~8", "__Host-sid")]
    [InlineData("sid~2~3", "sid~2")]
    [InlineData("sid~1", null)]
    [InlineData("sid~9", null)]
    [InlineData("sid2", null)]
    [InlineData("sid.2", null)]
    [InlineData("sid~22", null)]
    [InlineData("~2", null)]
    [InlineData("", null)]
    public void IsLaterChunk_Name_TellsTheCookie(string name, string? cookie)
    {
        SealedChunks.IsLaterChunk(name, out var found).ShouldBe(cookie is not null);
        found.ToString().ShouldBe(cookie ?? "");
    }

    [Fact]
    public void LooksSealed_WhateverTheEdgeSets_IsTrue()
    {
        ChunksOf(_edge.SealFor(_edge.NewBinding(), new string('v', 9000))).ShouldAllBe(chunk => CookieSeal.LooksSealed(chunk));
        CookieSeal.LooksSealed(_edge.SealFor(_edge.NewBinding())).ShouldBeTrue();
        CookieSeal.LooksSealed("s:abc").ShouldBeFalse();
    }

    private static string[] ChunksOf(string text) => SealedChunks.Split(Name, text, SealFixture.Attributes.Length)!;

    private static Func<string, string?> NamedAs(string?[] chunks) =>
        name => Enumerable.Range(1, chunks.Length).Where(number => SealedChunks.NameOf(Name, number) == name).Select(number => chunks[number - 1]).SingleOrDefault();

    private static bool RoundTrips(int name, int attributes, int text)
    {
        var cookieName = new string('n', name);
        var sealedText = CookieSeal.Prefix + string.Create(text, text, static (chars, seed) =>
        {
            for (var at = 0; at < chars.Length; at++)
                chars[at] = (char)('A' + ((at + seed) % 26));
        });
        if (SealedChunks.Split(cookieName, sealedText, attributes) is not { } chunks)
            return sealedText.Length > (SealedChunks.MaxChunks * (4096 - name - attributes - 3)) - (6 * SealedChunks.MaxChunks);
        var jar = chunks.Select((chunk, at) => (Name: SealedChunks.NameOf(cookieName, at + 1), Value: chunk)).ToDictionary(pair => pair.Name, pair => pair.Value);
        return chunks.Length <= SealedChunks.MaxChunks
            && jar.All(pair => $"{pair.Key}={pair.Value}; ".Length + attributes <= 4096 && pair.Value.Length > 0)
            && SealedChunks.CountOf(chunks[0]) == chunks.Length
            && SealedChunks.Join(cookieName, chunks[0], jar.GetValueOrDefault) == sealedText;
    }
}
