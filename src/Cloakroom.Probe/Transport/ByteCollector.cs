using System.Buffers;

namespace Cloakroom.Probe.Transport;

/// <summary>Bytes of unknown number, in a buffer of the pool until they are copied out. Not safe for several at once.</summary>
internal sealed class ByteCollector : IDisposable
{
    private byte[] _buffer;

    public ByteCollector(int expected) => _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(expected, 1024));

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>At least so many bytes to write to.</summary>
    public Memory<byte> Room(int atLeast)
    {
        if (_buffer.Length - Length < atLeast)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + atLeast));
            Written.CopyTo(larger);
            Return();
            _buffer = larger;
        }

        return _buffer.AsMemory(Length);
    }

    public void Advance(int count) => Length += count;

    public byte[] ToArray(int most = int.MaxValue)
    {
        if (Length == 0)
            return [];
        var copy = GC.AllocateUninitializedArray<byte>(Math.Min(Length, most));
        _buffer.AsSpan(0, copy.Length).CopyTo(copy);
        return copy;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
            Return();
        _buffer = [];
    }

    // Answers hold secrets of several accounts; the pool is shared with the rest of the process, which must never read past what it wrote itself.
    private void Return() => ArrayPool<byte>.Shared.Return(_buffer);
}
