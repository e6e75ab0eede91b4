using System.Diagnostics;

namespace Cloakroom.Probe.Transport;

/// <summary>Until when one request's exchange may take: the limit of the part it is in, or the moment at which it is given up on purpose.</summary>
internal sealed class Deadline(TimeLimit limit, TimeSpan? cancelAfter)
{
    private readonly Lock _lock = new();
    private long _sent;
    private long _partSince;
    private TimeSpan _part;

    /// <summary>Whether giving up on purpose comes before the part's own end.</summary>
    public bool IsOnPurpose => Purpose() is { } purpose && purpose < _part - Stopwatch.GetElapsedTime(_partSince);

    /// <summary>A new part begins, with so much time.</summary>
    public void Begin(TimeSpan part)
    {
        lock (_lock)
        {
            (_part, _partSince) = (part, Stopwatch.GetTimestamp());
            limit.Set(IsOnPurpose ? Purpose()!.Value : part);
        }
    }

    /// <summary>The request is on its way: from now the time counts after which it is given up.</summary>
    public void Sent()
    {
        if (cancelAfter is null)
            return;
        lock (_lock)
        {
            if (_sent != 0)
                return;
            _sent = Stopwatch.GetTimestamp();
            if (IsOnPurpose)
                limit.Set(Purpose()!.Value);
        }
    }

    private TimeSpan? Purpose() => cancelAfter is { } after && _sent != 0 ? after - Stopwatch.GetElapsedTime(_sent) : null;
}
