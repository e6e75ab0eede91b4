using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;

namespace Cloakroom.Tests.Faults;

/// <summary>A disk that is full in the midst of an incident: what could not be written waits, and is there when there is room.</summary>
public sealed class DiskFullTests : IDisposable
{
    private const int Pairs = 300;

    private readonly SqliteFile _file = new();
    private readonly ManualClock _clock = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Report_DiskFull_WaitsAndIsWrittenWhenThereIsRoom()
    {
        await using var store = await _file.OpenAsync(_clock, maxPageCount: 400);
        using var node = new JournalNode(store, _clock);
        await node.ReportAsync(0, 0);
        var sessions = await FillAsync(store);

        for (var i = 1; i < Pairs; i++)
        {
            await node.ReportAsync(i, i, RuleMode.Observe);
            node.Uses.Note(JournalNode.Foreign(i, i), _clock.GetUtcNow().ToUnixTimeMilliseconds(), isUnsafe: false, trace: 0);
        }

        await node.Uses.WriteAsync();
        await node.Backlog.WriteAsync();
        node.Mixups.Waiting.ShouldBeGreaterThan(0, "red: the disk is full");
        (node.Mixups.Lost, node.Uses.Lost).ShouldBe((0, 0));
        foreach (var record in sessions) (await store.ReadAsync(record, Ct)).ShouldNotBeNull("who is signed in stays so");

        var cutoffs = new PurgeCutoffs(SampleRecords.Start.AddYears(9), SampleRecords.Start.AddYears(9), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        (await store.PurgeAsync(cutoffs, Ct)).ShouldBe(sessions.Count);
        await node.Backlog.WriteAsync();
        await node.Uses.WriteAsync();

        var incident = (await store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();
        (incident.Mixups, incident.Exposed, incident.Owners).ShouldBe((Pairs, Pairs - 1, Pairs));
        (await store.CountUsesAsync(DateTimeOffset.UnixEpoch, _clock.GetUtcNow(), Ct)).Requests.ShouldBe(Pairs - 1);
        (node.Mixups.Waiting, node.Mixups.Lost, node.Uses.Lost).ShouldBe((0, 0, 0));
        using var connection = _file.Connect();
        connection.Scalar("PRAGMA integrity_check").ShouldBe("ok");
    }

    /// <summary>Until not even a small session fits.</summary>
    private static async Task<List<RecordKey>> FillAsync(SqliteStore store)
    {
        var stored = new List<RecordKey>();
        foreach (var size in new[] { 20_000, 2_000, 10 })
        {
            for (var isFull = false; !isFull;)
            {
                var record = SampleRecords.Create(stored.Count) with { Payload = new byte[size] };
                try
                {
                    await store.CreateAsync(record, SessionCreation.Plain, Ct);
                    stored.Add(record.Key);
                }
                catch (CloakroomException e) when (e.Message.Contains("cannot grow", StringComparison.Ordinal))
                {
                    isFull = true;
                }
            }
        }

        stored.Count.ShouldBeGreaterThan(10);
        return stored;
    }
}
