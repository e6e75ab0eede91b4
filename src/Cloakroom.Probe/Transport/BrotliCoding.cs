using System.Buffers;
using System.IO.Compression;

namespace Cloakroom.Probe.Transport;

/// <summary>RFC 7932.</summary>
internal static class BrotliCoding
{
    public static Inflated Decode(ReadOnlySpan<byte> raw, int cap)
    {
        using var decoder = new BrotliDecoder();
        using var output = new ByteCollector(Math.Min(cap, raw.Length * 4));
        while (true)
        {
            var status = decoder.Decompress(raw, output.Room(8 * 1024).Span, out var consumed, out var written);
            raw = raw[consumed..];
            output.Advance(written);
            if (output.Length > cap)
                return new Inflated(output.ToArray(cap), true, false, false);
            switch (status)
            {
                case OperationStatus.Done:
                    return new Inflated(output.ToArray(), false, false, false);
                case OperationStatus.NeedMoreData:
                    return new Inflated(output.ToArray(), false, false, true);
                case OperationStatus.InvalidData:
                    return new Inflated(output.ToArray(), false, true, false);
                default:
                    continue;
            }
        }
    }
}
