using System.Net;

namespace Cloakroom.Edge.Tests.Forwarding;

/// <summary>As many bytes as one likes, none of them kept.</summary>
internal sealed class Generated(long size, bool chunked) : HttpContent
{
    private static readonly byte[] Block = [.. Enumerable.Range(0, 64 * 1024).Select(i => (byte)(i % 251))];

    public static async Task WriteAsync(Stream stream, long size)
    {
        for (var left = size; left > 0; left -= Block.Length)
            await stream.WriteAsync(Block.AsMemory(0, (int)Math.Min(left, Block.Length)));
    }

    public static async Task<long> ReadAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        var total = 0L;
        int count;
        while ((count = await stream.ReadAsync(buffer)) > 0)
        {
            if (buffer[0] != Block[total % Block.Length] || buffer[count - 1] != Block[(total + count - 1) % Block.Length])
                throw new InvalidDataException($"Not what was sent, around {total}.");
            total += count;
        }

        return total;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => WriteAsync(stream, size);

    protected override bool TryComputeLength(out long length)
    {
        length = size;
        return !chunked;
    }
}
