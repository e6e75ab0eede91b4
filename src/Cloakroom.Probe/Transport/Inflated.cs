using System.IO.Compression;

namespace Cloakroom.Probe.Transport;

/// <summary>What came out of one content coding.</summary>
/// <param name="Body">As far as it came.</param>
/// <param name="IsCutOff">There was more than the cap.</param>
/// <param name="IsBroken">The decoder refused what came.</param>
/// <param name="EndsEarly">The decoder waits for more.</param>
internal readonly record struct Inflated(ReadOnlyMemory<byte> Body, bool IsCutOff, bool IsBroken, bool EndsEarly)
{
    /// <summary>In bytes. What a decoder made in the step in which it finds something broken is lost, so the steps are small.</summary>
    public const int Block = 8 * 1024;

    /// <summary>Reads a decoding stream to its end, or to the cap.</summary>
    public static Inflated From(ReadOnlyMemory<byte> raw, Func<Stream, Stream> decoder, int cap)
    {
        using var source = new EndWatch(raw);
        using var stream = decoder(source);
        using var output = new ByteCollector((int)Math.Min(cap, raw.Length * 4L));
        try
        {
            while (true)
            {
                var read = stream.Read(output.Room(Block).Span[..Block]);
                if (read == 0)
                    return new Inflated(output.ToArray(), false, false, source.WasReadPastEnd);
                output.Advance(read);
                if (output.Length > cap)
                    return new Inflated(output.ToArray(cap), true, false, false);
            }
        }
        catch (InvalidDataException)
        {
            return new Inflated(output.ToArray(), false, true, false);
        }
    }

    /// <summary>
    /// The framework's decoders take an early end for the end. They ask their source once more before that, and do not when the format
    /// itself has ended, so being asked past the end is what tells the two apart (not with gzip, which may have another member).
    /// </summary>
    private sealed class EndWatch(ReadOnlyMemory<byte> raw) : Stream
    {
        private int _position;

        public bool WasReadPastEnd { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => raw.Length;

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, raw.Length - _position);
            WasReadPastEnd |= count == 0;
            raw.Span.Slice(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
