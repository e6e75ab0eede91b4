using System.Net.Http;

namespace Cloakroom.Probe.Transport;

/// <summary>Takes a body off the wire, up to a limit.</summary>
internal static class BodyReader
{
    private const int Block = 16 * 1024;

    /// <param name="content">The answer's.</param>
    /// <param name="into">What has come is there also when this throws.</param>
    /// <param name="cap">Bytes that are taken.</param>
    /// <param name="cancellationToken">The time is up.</param>
    /// <returns>Whether there was more than <paramref name="cap"/>.</returns>
    public static async ValueTask<bool> ReadAsync(HttpContent content, ByteCollector into, int cap, CancellationToken cancellationToken)
    {
        var length = content.Headers.ContentLength;
        if (length == 0)
            return false;
        var stream = content.ReadAsStream(cancellationToken);
        await using (stream)
        {
            while (true)
            {
                // With a length, the last read is the one that completes it; the connection is free after that.
                var room = into.Room(length is { } known ? (int)Math.Min(known - into.Length, cap + 1 - into.Length) : Block);
                var read = await stream.ReadAsync(room, cancellationToken);
                if (read == 0)
                    return false;
                into.Advance(read);
                if (into.Length > cap)
                    return true;
                if (into.Length == length)
                    return false;
            }
        }
    }
}
