namespace Cloakroom.Edge.Sealing;

/// <summary>Lends things that are costly to make and not for two threads at once; a few for each processor.</summary>
/// <remarks>It is never disposed, since others may be using it: what lies in it when it is dropped is left to the finalisers of its handles.</remarks>
internal sealed class ProcessorPool<T>(Func<T> create)
    where T : class, IDisposable
{
    // A cache line of references each, so that processors do not write to each other's.
    private const int Stride = 8;

    // The second is for a thread that came while the first was lent and its borrower off the processor.
    private const int Kept = 2;

    private readonly T?[] _idle = new T?[Stride * Environment.ProcessorCount];

    public T Take()
    {
        var slots = Slots();
        for (var at = 0; at < Kept; at++)
        {
            if (Interlocked.Exchange(ref slots[at], null) is { } idle)
                return idle;
        }

        return create();
    }

    public void GiveBack(T lent)
    {
        var slots = Slots();
        for (var at = 0; at < Kept; at++)
        {
            if (Interlocked.CompareExchange(ref slots[at], lent, null) is null)
                return;
        }

        lent.Dispose();
    }

    private Span<T?> Slots() => _idle.AsSpan((int)((uint)Thread.GetCurrentProcessorId() % (uint)Environment.ProcessorCount) * Stride, Stride);
}
