using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Cloakroom.Probe.Transport;

/// <summary>Counts exchanges for the report. Safe to use by many at once.</summary>
internal sealed class TrafficCounters : IExchangeObserver
{
    private readonly ConcurrentDictionary<string, StrongBox<long>> _tactics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StrongBox<long>> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StrongBox<long>> _failures = new(StringComparer.Ordinal);
    private long _requests;
    private long _givenUp;
    private long _bytes;
    private long _received;
    private long _throttled;
    private long _cutOff;
    private long _undecoded;
    private long _incomplete;
    private long _failed;

    public void Observe(Exchange exchange)
    {
        Interlocked.Increment(ref _requests);
        Count(_tactics, exchange.Request.Tactic);
        Count(_accounts, exchange.Account);
        if (exchange.IsGivenUp)
        {
            Interlocked.Increment(ref _givenUp);
        }
        else if (exchange.Failure is not null)
        {
            Interlocked.Increment(ref _failed);
            Count(_failures, exchange.Failure);
        }

        var bytes = (long)exchange.Body.Length;
        foreach (var field in exchange.Headers)
            bytes += field.Name.Length + field.Value.Length + 4;
        Interlocked.Add(ref _bytes, bytes);
        Interlocked.Add(ref _received, exchange.BytesReceived);
        if (exchange.Status is 429 or 503)
            Interlocked.Increment(ref _throttled);
        if (exchange.BodyState == BodyState.CutOff)
            Interlocked.Increment(ref _cutOff);
        else if (exchange.BodyState == BodyState.Undecoded)
            Interlocked.Increment(ref _undecoded);
        else if (exchange.BodyState == BodyState.Incomplete && !exchange.IsGivenUp && exchange.Failure is null)
            Interlocked.Increment(ref _incomplete);
    }

    public Traffic Snapshot() => new()
    {
        Requests = Interlocked.Read(ref _requests),
        Failures = Interlocked.Read(ref _failed),
        GivenUp = Interlocked.Read(ref _givenUp),
        Bytes = Interlocked.Read(ref _bytes),
        BytesReceived = Interlocked.Read(ref _received),
        Throttled = Interlocked.Read(ref _throttled),
        CutOff = Interlocked.Read(ref _cutOff),
        Undecoded = Interlocked.Read(ref _undecoded),
        Incomplete = Interlocked.Read(ref _incomplete),
        ByTactic = Copy(_tactics),
        ByAccount = Copy(_accounts),
        ByFailure = Copy(_failures),
    };

    private static void Count(ConcurrentDictionary<string, StrongBox<long>> counters, string name)
    {
        if (!counters.TryGetValue(name, out var counter))
            counter = counters.GetOrAdd(name, static _ => new StrongBox<long>());
        Interlocked.Increment(ref counter.Value);
    }

    private static SortedDictionary<string, long> Copy(ConcurrentDictionary<string, StrongBox<long>> counters) =>
        new(counters.ToDictionary(pair => pair.Key, pair => Interlocked.Read(ref pair.Value.Value)), StringComparer.Ordinal);
}
