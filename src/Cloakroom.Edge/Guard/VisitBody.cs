using Cloakroom.Edge.Forwarding;

namespace Cloakroom.Edge.Guard;

/// <summary>
/// The body of a request that may change something in a first visit. Whoever sends one slowly holds it open until somebody has signed in with the visit, and an application that begins when it has all of it (PHP)
/// would then do it in their name. So the last of it goes on only while nobody has.
/// </summary>
internal sealed class VisitBody(Stream body, long? length, Exchange exchange, Visits visits) : ReadingStream
{
    private long _read;
    private bool _isOver;

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
}
