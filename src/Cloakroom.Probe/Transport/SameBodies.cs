using System.Collections.Concurrent;

namespace Cloakroom.Probe.Transport;

/// <summary>
/// The last body of each address. One that comes again, octet for octet, is the same object again: it takes no memory, is not decoded a second
/// time, and whoever has looked at it already can see so by reference.
/// </summary>
internal sealed class SameBodies
{
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly ConcurrentDictionary<Uri, Entry> _last = new(ReferenceEqualityComparer.Instance);
    private long _bytes;

    /// <returns>Null when it is another one than last time.</returns>
    public DecodedBody? Find(Uri url, ReadOnlySpan<byte> raw, string coding) =>
        _last.TryGetValue(url, out var entry) && entry.Coding == coding && raw.SequenceEqual(entry.Raw.Span) ? entry.Decoded : null;

    public void Keep(Uri url, ReadOnlyMemory<byte> raw, string coding, DecodedBody decoded)
    {
        // What an entry takes beside its octets counts too, or many small ones would never be too many.
        var size = raw.Length + decoded.Body.Length + 512;
        if (size > MostBytes / 8)
            return;
        if (Interlocked.Add(ref _bytes, size) > MostBytes)
        {
            _last.Clear();
            Interlocked.Exchange(ref _bytes, size);
        }

        _last[url] = new Entry(raw, coding, decoded);
    }

    private sealed record Entry(ReadOnlyMemory<byte> Raw, string Coding, DecodedBody Decoded);
}
