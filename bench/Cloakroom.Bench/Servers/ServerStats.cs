namespace Cloakroom.Bench.Servers;

/// <summary>What a server process has used since it started.</summary>
internal sealed record ServerStats(long AllocatedBytes, double CpuSeconds, long StoreCalls)
{
    public static ServerStats Take(StoreCallCounter counter) =>
        new(GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime.TotalSeconds, counter.Count);
}
