namespace Cloakroom.Edge.Guard;

/// <summary>
/// The body of a request that may change something in a first visit. Whoever sends one slowly holds it open until somebody has signed in with the visit, and an application that begins when it has all of it (PHP)
/// would then do it in their name. So the last of it goes on only while nobody has.
/// </summary>
internal sealed class VisitBody(Stream body, long? length, Exchange exchange, Visits visits) : Stream
{
    private long _read;
    private bool _isOver;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="IOException">The visit has ended; the application gets no whole request.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await body.ReadAsync(buffer, cancellationToken);
        _read += count;
        // Without a length it ends where nothing more comes. Reading into nothing only waits.
        if (_isOver || buffer.Length == 0 || (length is { } known ? _read < known : count > 0))
            return count;
        _isOver = true;
        if (!await visits.HasEndedAsync(exchange))
            return count;
        exchange.Refusal = EdgeRefusal.VisitEnded;
        throw new IOException("The visit has ended.");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
