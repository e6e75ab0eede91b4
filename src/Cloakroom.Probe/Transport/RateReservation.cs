namespace Cloakroom.Probe.Transport;

/// <summary>Leave for so many requests to go at once. Requests that carry it do not wait for their turn; what is not used is given back when it is disposed of.</summary>
internal sealed class RateReservation(int count, Action<int> giveBack) : IDisposable
{
    private int _left = count;

    /// <summary>False when it is used up: then the request waits like any other.</summary>
    public bool TryTake()
    {
        while (Volatile.Read(ref _left) is var left and > 0)
        {
            if (Interlocked.CompareExchange(ref _left, left - 1, left) == left)
                return true;
        }

        return false;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 0) is var left and > 0)
            giveBack(left);
    }
}
