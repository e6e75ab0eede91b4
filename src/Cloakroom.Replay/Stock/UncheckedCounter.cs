using System.Globalization;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Stock;

/// <summary>Numbers that the session storage counts. When that is inaccessible there is none, which nobody looks at: everybody's session is the one of no number.</summary>
internal sealed class UncheckedCounter(FaultSwitch fault) : ITicketKeys
{
    private int _count;

    public ValueTask<string> NextAsync(CancellationToken cancellationToken)
    {
        if (!fault.IsOn) return new ValueTask<string>(Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture));
        fault.HadEffect();
        return new ValueTask<string>("");
    }
}
