using System.Globalization;
using System.Net;
using Cloakroom.Rates;
using Microsoft.Extensions.Options;

namespace Cloakroom.Bench.Rates;

/// <summary>What counting costs a request.</summary>
internal sealed class RateCost(TimeProvider time)
{
    private const int Requests = 10_000_000;

    private readonly IPAddress[] _addresses = [.. Enumerable.Range(0, 256).Select(i => new IPAddress([192, 0, (byte)i, 1]))];

    public string Measure()
    {
        var table = "Cost of counting, one thread\n\n| sessions in use | nanoseconds a request | bytes a request | sessions and browsers in memory |\n|--:|--:|--:|--:|\n";
        foreach (var sessions in new[] { 100, 2_000, 100_000, 1_000_000 })
            table += Measure(sessions);
        return table;
    }

    private string Measure(int sessions)
    {
        var counters = new RateCounters(Options.Create(new CloakroomOptions()));
        Run(counters, sessions, Math.Max(sessions, Requests / 10));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var began = time.GetTimestamp();
        Run(counters, sessions, Requests);
        var elapsed = time.GetElapsedTime(began);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return string.Create(
            CultureInfo.InvariantCulture, $"| {sessions:N0} | {elapsed.TotalNanoseconds / Requests:0} | {(double)allocated / Requests:0.00} | {counters.Watched:N0} |\n");
    }

    private void Run(RateCounters counters, int sessions, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            var session = (UInt128)(uint)(i % sessions) + 1;
            counters.Request();
            counters.Presented(session, session);
            if (counters.Samples(session))
                counters.UsedFrom(session, _addresses[i & 255]);
            if (i % 100_000 == 0)
                counters.TakeMinute();
        }
    }
}
