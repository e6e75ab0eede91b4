using System.Diagnostics;
using System.Globalization;
using Cloakroom.Alerts;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;

namespace Cloakroom.Tests.Faults;

/// <summary>A million mix-ups in a minute, on SQLite.</summary>
[Trait("Runs", "Alone")]
public sealed class MixupStormTests : IDisposable
{
    private const int Reports = 1_000_000;

    private readonly SqliteFile _file = new();
    private readonly ManualClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Report_AMillionBetweenTwentyThousandPairs_NamesEachPairInOneIncident()
    {
        const int Pairs = 20_000;
        const int Owners = 200;
        await using var store = await OpenAsync();
        using var node = new JournalNode(store, _clock);
        var from = _clock.GetUtcNow();

        var slow = await StormAsync(node, store, i => ((i % Pairs) % Owners, i % Pairs));

        var incident = (await store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();
        (incident.Mixups, incident.Owners).ShouldBe((Pairs, Owners));
        (node.Mixups.Lost, node.Mixups.Waiting).ShouldBe((0, 0));
        (node.Count("cloakroom.mixups"), node.Count("cloakroom.mixups.repeated")).ShouldBe((Pairs, Reports - Pairs));
        var impact = await new ImpactReader(store, store).ReadAsync(from, _clock.GetUtcNow(), Ct);
        impact.Pairs.Count.ShouldBe(Pairs);
        impact.Pairs.ShouldAllBe(pair => PairsOwner(pair.Receiver.Subject!, Owners) == pair.Owner.Subject);
        (await AlertsAsync(store)).Count.ShouldBe(5, "opened; ten, a hundred, a thousand, ten thousand");
        slow.ShouldBeLessThan(TimeSpan.FromSeconds(2), "what a request waits for a read at most");
    }

    [Fact]
    public async Task Report_AMillionPairs_IsOneIncidentInBoundedMemoryAndCountsWhatItDrops()
    {
        await using var store = await OpenAsync();
        using var node = new JournalNode(store, _clock);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var slow = await StormAsync(node, store, i => (i, i), isWriting: false);

        node.Mixups.Waiting.ShouldBe(MixupBacklog.MaxWaiting);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(250_000_000);
        await node.Backlog.WriteAsync();
        var incident = (await store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();
        incident.Mixups.ShouldBeGreaterThanOrEqualTo(2_000);
        (incident.Mixups + node.Mixups.Lost).ShouldBe(Reports);
        (node.Mixups.Waiting, node.Count("cloakroom.mixups.lost")).ShouldBe((0, node.Mixups.Lost));
        (await AlertsAsync(store)).Count.ShouldBeLessThanOrEqualTo(7);
        slow.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    private static string PairsOwner(string receiver, int owners) => $"owner-{int.Parse(receiver["presenter-".Length..], CultureInfo.InvariantCulture) % owners}";

    /// <summary>What a destination that is new is told: all of the last hour.</summary>
    private async Task<List<AlertDelivery>> AlertsAsync(SqliteStore store)
    {
        var told = new List<AlertDelivery>();
        var now = _clock.GetUtcNow().TruncateToMilliseconds();
        while (true)
        {
            var lease = new AlertLease("ops", "token", now, now + TimeSpan.FromMinutes(1), 100);
            var due = await store.LeaseAlertsAsync(lease, Ct);
            if (due.Count == 0) return told;
            told.AddRange(due);
            foreach (var delivery in due) await store.SettleAlertAsync(new AlertSettlement("ops", delivery.Event.Id, "token", AlertState.Delivered, now, now, "ok"), Ct);
        }
    }

    /// <summary>Reports while the clock stands still, so that none is of another minute, and the backlog writes and somebody else reads a session.</summary>
    /// <returns>What nineteen of twenty of those reads took at most: who has to wait for the storm waits each time, and not once, as when the machine stands still.</returns>
    private static async Task<TimeSpan> StormAsync(JournalNode node, SqliteStore store, Func<int, (int Owner, int Presenter)> pair, bool isWriting = true)
    {
        var record = SampleRecords.Create(1);
        await store.CreateAsync(record, SessionCreation.Plain, Ct);
        var (reads, isOver) = (new List<TimeSpan>(), false);
        var reading = Task.Run(async () =>
        {
            while (!Volatile.Read(ref isOver))
            {
                var started = Stopwatch.GetTimestamp();
                (await store.ReadAsync(record.Key, Ct)).ShouldNotBeNull();
                reads.Add(Stopwatch.GetElapsedTime(started));
                await Task.Delay(5, Ct);
            }
        }, Ct);
        var writing = Task.Run(async () =>
        {
            while (isWriting && !Volatile.Read(ref isOver))
            {
                await node.Backlog.WriteAsync();
                await Task.Delay(5, Ct);
            }
        }, Ct);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < Reports;)
            {
                var (owner, presenter) = pair(i);
                await node.ReportAsync(owner, presenter);
                // As requests do, which wait for their network.
                if (i % 16 == 0) await Task.Yield();
            }
        }, Ct)));
        Volatile.Write(ref isOver, true);
        await Task.WhenAll(reading, writing);
        if (isWriting) await node.Backlog.WriteAsync();
        return reads.Order().ElementAt(reads.Count * 19 / 20);
    }

    private Task<SqliteStore> OpenAsync() => _file.OpenAsync(_clock, options => options.QueueLimit = 10_000);
}
