using System.Buffers;
using System.IO.Compression;

namespace Cloakroom.Probe.Transport;

/// <summary>RFC 7932.</summary>
internal static class BrotliCoding
{
    /// <summary>In bytes. The decoder hands out what it has made whenever it wants more, so in small pieces less is lost when it then finds something broken.</summary>
    private const int Piece = 256;

    public static Inflated Decode(ReadOnlySpan<byte> raw, int cap)
    {
        var decoded = Decode(raw, cap, raw.Length);
        return decoded.IsBroken && decoded.Body.IsEmpty ? Decode(raw, cap, Piece) : decoded;
    }

    private static Inflated Decode(ReadOnlySpan<byte> raw, int cap, int piece)
    {
        using var decoder = new BrotliDecoder();
        using var output = new ByteCollector((int)Math.Min(cap, raw.Length * 4L));
        while (true)
        {
            var input = raw[..Math.Min(piece, raw.Length)];
            var status = decoder.Decompress(input, output.Room(Inflated.Block).Span[..Inflated.Block], out var consumed, out var written);
            raw = raw[consumed..];
            output.Advance(written);
            if (output.Length > cap)
                return new Inflated(output.ToArray(cap), true, false, false);
            switch (status)
            {
                case OperationStatus.Done:
                    return new Inflated(output.ToArray(), false, false, false);
                case OperationStatus.NeedMoreData when raw.IsEmpty:
                    return new Inflated(output.ToArray(), false, false, true);
                case OperationStatus.InvalidData:
                    return new Inflated(output.ToArray(), false, true, false);
            }
        }
    }
}
