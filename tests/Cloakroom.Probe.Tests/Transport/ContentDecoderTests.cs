using System.IO.Compression;
using System.Text;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Transport;

public sealed class ContentDecoderTests
{
    private const int Cap = 1 << 20;

    /// <summary>Hardly compressible, so that an early end loses something.</summary>
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 3000).Select(i => $"{(i * 7919L) ^ (i << 11):x} ")));

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("deflate-bare")]
    [InlineData("identity")]
    public void Decode_OneCoding_GivesText(string coding)
    {
        var decoded = ContentDecoder.Decode(Encode(Text, coding), [coding.Split('-')[0] is "x" ? "x-gzip" : coding.Split('-')[0]], Cap);

        decoded.State.ShouldBe(BodyState.Whole, decoded.Problem);
        decoded.Body.ToArray().ShouldBe(Text);
    }

    [Theory]
    [InlineData("gzip, br", "gzip, br")]
    [InlineData("br,gzip,deflate", "br,gzip,deflate")]
    [InlineData("gzip|br", "gzip,br")]
    public void Decode_StackedCodings_UndoesLastFirst(string fields, string order)
    {
        var encoded = order.Split(',', StringSplitOptions.TrimEntries).Aggregate(Text, Encode);

        var decoded = ContentDecoder.Decode(encoded, fields.Split('|'), Cap);

        decoded.State.ShouldBe(BodyState.Whole, decoded.Problem);
        decoded.Body.ToArray().ShouldBe(Text);
    }

    [Fact]
    public void Decode_SixLayers_IsUndecoded()
    {
        var encoded = Enumerable.Repeat("gzip", 6).Aggregate(Text, Encode);

        ContentDecoder.Decode(encoded, ["gzip,gzip,gzip,gzip,gzip,gzip"], Cap).State.ShouldBe(BodyState.Undecoded);
    }

    [Fact]
    public void Decode_GzipOfTwoMembers_GivesBoth()
    {
        byte[] encoded = [.. Encode(Text, "gzip"), .. Encode("and more"u8.ToArray(), "gzip")];

        var decoded = ContentDecoder.Decode(encoded, ["gzip"], Cap);

        decoded.State.ShouldBe(BodyState.Whole, decoded.Problem);
        decoded.Body.ToArray().ShouldBe([.. Text, .. "and more"u8]);
    }

    [Theory]
    [InlineData("gzip", 1)]
    [InlineData("gzip", 4)]
    [InlineData("gzip", 9)]
    [InlineData("gzip", 2000)]
    [InlineData("deflate", 1)]
    [InlineData("deflate", 2000)]
    [InlineData("deflate-bare", 1)]
    [InlineData("deflate-bare", 2000)]
    [InlineData("br", 1)]
    [InlineData("br", 2000)]
    public void Decode_EndsEarly_IsUndecodedWithWhatCameOut(string coding, int missing)
    {
        var encoded = Encode(Text, coding);

        var decoded = ContentDecoder.Decode(encoded.AsMemory(0, encoded.Length - missing), [coding.Split('-')[0]], Cap);

        decoded.State.ShouldBe(BodyState.Undecoded);
        decoded.Problem!.ShouldContain("ends early");
        decoded.Body.Length.ShouldBeInRange(Text.Length / 4, Text.Length);
        Text.AsSpan().StartsWith(decoded.Body.Span).ShouldBeTrue();
    }

    [Fact]
    public void Decode_EndsEarlyAsKnown_IsNoNews()
    {
        var encoded = Encode(Text, "gzip");

        ContentDecoder.Decode(encoded.AsMemory(0, encoded.Length / 2), ["gzip"], Cap, isWhole: false).State.ShouldBe(BodyState.Whole);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Decode_BrokenInTheMiddle_IsUndecodedWithWhatCameOut(string coding)
    {
        var encoded = Encode(Text, coding);
        encoded.AsSpan(encoded.Length / 2, 200).Fill(0xFF);

        var decoded = ContentDecoder.Decode(encoded, [coding], Cap);

        decoded.State.ShouldBe(BodyState.Undecoded);
        decoded.Body.Length.ShouldBeGreaterThan(Text.Length / 8);
        Text.AsSpan().StartsWith(decoded.Body.Span[..(Text.Length / 8)]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("dcb")]
    public void Decode_NotWhatItSays_KeepsRawBytes(string coding)
    {
        var raw = "<html>not encoded at all, whatever the header says</html>"u8.ToArray();

        var decoded = ContentDecoder.Decode(raw, [coding], Cap);

        decoded.State.ShouldBe(BodyState.Undecoded);
        decoded.Body.ToArray().ShouldBe(raw);
    }

    [Fact]
    public void Decode_OuterFineInnerUnknown_KeepsWhatTheOuterHeld()
    {
        var decoded = ContentDecoder.Decode(Encode(Text, "gzip"), ["zstd, gzip"], Cap);

        decoded.State.ShouldBe(BodyState.Undecoded);
        decoded.Problem!.ShouldContain("zstd");
        decoded.Body.ToArray().ShouldBe(Text);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Decode_Bomb_IsCutOffAtCap(string coding)
    {
        var bomb = Encode(new byte[64 * 1024 * 1024], coding);
        bomb.Length.ShouldBeLessThan(100_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var decoded = ContentDecoder.Decode(bomb, [coding], Cap);

        decoded.State.ShouldBe(BodyState.CutOff);
        decoded.Body.Length.ShouldBe(Cap);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 * Cap);
    }

    [Fact]
    public void Decode_BombInABomb_IsCutOffAtCap()
    {
        var bomb = Encode(Encode(new byte[64 * 1024 * 1024], "gzip"), "gzip");

        var decoded = ContentDecoder.Decode(bomb, ["gzip, gzip"], Cap);

        decoded.State.ShouldBe(BodyState.CutOff);
        decoded.Body.Length.ShouldBe(Cap);
    }

    [Fact]
    public void Decode_NoBody_IsWhole() => ContentDecoder.Decode(default, ["gzip"], Cap).State.ShouldBe(BodyState.Whole);

    [Fact]
    public void Decode_OddName_DoesNotShowIt() =>
        ContentDecoder.Decode("x"u8.ToArray(), ["gzip; secret=1 <b>"], Cap).Problem!.ShouldNotContain("secret");

    private static byte[] Encode(byte[] content, string coding)
    {
        if (coding == "identity")
            return content;
        using var encoded = new MemoryStream();
        using (Stream encoder = coding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(encoded, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
            _ => new DeflateStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
        })
        {
            encoder.Write(content);
        }

        return encoded.ToArray();
    }
}
