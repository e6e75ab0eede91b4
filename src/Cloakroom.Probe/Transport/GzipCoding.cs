using System.Buffers.Binary;
using System.IO.Compression;

namespace Cloakroom.Probe.Transport;

/// <summary>RFC 1952, with any number of members.</summary>
internal static class GzipCoding
{
    private static readonly byte[] Sentinel = "cloakroom sentinel"u8.ToArray();
    private static readonly byte[] SentinelMember = Member(Sentinel);

    public static Inflated Decode(ReadOnlyMemory<byte> raw, int cap)
    {
        var inflated = Inflated.From(raw, static source => new GZipStream(source, CompressionMode.Decompress), cap);
        if (inflated.IsBroken || inflated.IsCutOff)
            return inflated;
        return inflated with { EndsEarly = !HasLengthAtEnd(raw.Span, inflated.Body.Length) && !GivesSentinel(raw, inflated.Body.Length) };
    }

    /// <summary>A single member ends in the length of what it holds.</summary>
    private static bool HasLengthAtEnd(ReadOnlySpan<byte> raw, int length) =>
        raw.Length >= 18 && BinaryPrimitives.ReadUInt32LittleEndian(raw[^4..]) == (uint)length;

    /// <summary>With several members only the last one's length is there. Then one more, known member is put behind: it comes out only if those before have ended.</summary>
    private static bool GivesSentinel(ReadOnlyMemory<byte> raw, int length)
    {
        var more = Inflated.From(
            (byte[])[.. raw.Span, .. SentinelMember], static source => new GZipStream(source, CompressionMode.Decompress), length + Sentinel.Length);
        return !more.IsBroken && more.Body.Length == length + Sentinel.Length && more.Body.Span[length..].SequenceEqual(Sentinel);
    }

    private static byte[] Member(byte[] content)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(content);
        return member.ToArray();
    }
}
