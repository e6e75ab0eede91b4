using Cloakroom.Control;
using Cloakroom.Edges;
using Cloakroom.Operations;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Stores;

/// <summary>What becomes of files that an earlier version wrote: they get the layout of today and keep all that they have.</summary>
public sealed class SqliteLayoutTests : IDisposable
{
    private readonly SqliteFile _file = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Open_LayoutZero_IsMigrated()
    {
        _file.Execute($"PRAGMA application_id = {Schema.ApplicationId}");

        await using var store = await _file.OpenAsync();

        (await store.CreateAsync(SampleRecords.Create(1), SessionCreation.Plain, Ct)).Status.ShouldBe(WriteStatus.Written);
    }

    [Fact]
    public async Task Open_EarlierLayout_IsMigratedAndKeepsEverything()
    {
        await _file.FillAsync();

        var later = new Schema([.. Schema.Current.Migrations, "ALTER TABLE mixups ADD COLUMN weather TEXT"]);
        await using (var store = await _file.OpenAsync(schema: later))
        {
            (await store.ListAsync("alice", 1_000, Ct)).Count.ShouldBe(300);
        }

        using var connection = _file.Connect();
        connection.Scalar("PRAGMA user_version").ShouldBe((long)later.Version);
        connection.Scalar("SELECT count(weather) FROM mixups").ShouldBe(0L);
    }

    [Fact]
    public async Task Open_FileOfLayout1_KeepsSessionsControlAndMixupsAndServesEdges()
    {
        var mode = new ModeState(CloakroomMode.SignInClosed, "ann", "drill", SampleRecords.Start);
        var record = SampleRecords.Create(1, subject: null);
        await using (var first = await _file.OpenAsync(schema: new Schema([Layout.Version1])))
        {
            await first.CreateAsync(record, SessionCreation.Plain, Ct);
        }

        // As the version of that layout wrote it.
        _file.Execute($"""
            UPDATE state SET mode = 1, mode_by = 'ann', mode_why = 'drill', mode_since = {mode.Since.ToUnixTimeMilliseconds()};
            INSERT INTO history (at, action, by, why) VALUES ({mode.Since.ToUnixTimeMilliseconds()}, 'mode SignInClosed', 'ann', 'drill');
            INSERT INTO epochs VALUES (0, '', 3);
            """);

        await using var store = await _file.OpenAsync();

        (await store.ReadAsync(record.Key, Ct))!.Epochs.All.ShouldBe(3);
        (await store.ReadHistoryAsync(10, Ct)).ShouldBe([new ControlEntry(mode.Since, "mode SignInClosed", "ann", "drill")]);
        var edges = await store.ReadEdgeControlAsync(0, Ct);
        edges.Mode.ShouldBe(mode);
        edges.Revision.ShouldBe(0);
        edges.Epochs.ShouldBeEmpty();
        (await store.TryIssueAsync(new Issue(1, 2, null, SampleRecords.Start), Ct)).ShouldBe((UInt128)2);
        (await store.RevokeTagsAsync([1], SampleRecords.Entry(), Ct)).ShouldBe(SampleRecords.Start.ToUnixTimeMilliseconds());
        await store.AdvanceEpochAsync(EpochScope.All, null, SampleRecords.Entry(), Ct);
        (await store.ReadEdgeControlAsync(0, Ct)).AllEpoch.ShouldBe(SampleRecords.Start.ToUnixTimeMilliseconds() + 1);
        using var connection = _file.Connect();
        connection.Scalar("PRAGMA user_version").ShouldBe((long)Schema.Current.Version);
    }

    [Fact]
    public async Task Open_FileOfLayout2_KeepsWhatWasIssuedAndLearnsOfRenewals()
    {
        // Filled as the version of that layout did.
        await using (await _file.OpenAsync(schema: new Schema([Layout.Version1, Layout.Version2])))
        {
        }

        var at = SampleRecords.Start.ToUnixTimeMilliseconds();
        _file.Execute($"INSERT INTO issued VALUES (x'00000000000000000000000000000001', x'0000000000000000000000000000000a', {at}, {at})");

        await using var store = await _file.OpenAsync();

        (await store.TryIssueAsync(new Issue(1, 20, null, SampleRecords.Start), Ct)).ShouldBe((UInt128)10);
        (await store.TryIssueAsync(new Issue(1, 20, 10, SampleRecords.Start), Ct)).ShouldBe((UInt128)20);
        (await store.TryIssueAsync(new Issue(1, 30, 10, SampleRecords.Start), Ct)).ShouldBe((UInt128)30);
        using var connection = _file.Connect();
        connection.Scalar("PRAGMA user_version").ShouldBe((long)Schema.Current.Version);
    }

    [Fact]
    public async Task Open_FileOfBeforeMinutesWereCounted_CountsTheUsesThatItHas()
    {
        var before = Schema.Current.Migrations.TakeWhile(migration => migration != MinuteTable.Layout).ToList();
        await using (await _file.OpenAsync(schema: new Schema(before)))
        {
        }

        _file.Execute("""
            INSERT INTO uses VALUES (10, zeroblob(16), zeroblob(16), 0, 0, 600000, 600000, 3, 0, x'');
            INSERT INTO uses VALUES (10, zeroblob(16), zeroblob(16), 0, 1, 600000, 600000, 2, 0, x'');
            INSERT INTO uses VALUES (11, zeroblob(16), zeroblob(16), 0, 0, 660000, 660000, 1, 0, x'');
            """);

        await using var store = await _file.OpenAsync();

        (await store.ReadMinutesAsync(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1), Ct)).ShouldBe([new MinuteTotals(10, 5, 2, 0, 0), new MinuteTotals(11, 1, 0, 0, 0)]);
    }

    [Fact]
    public async Task Open_MigrationFails_LeavesTheEarlierLayoutWhole()
    {
        await _file.FillAsync();

        var later = new Schema([.. Schema.Current.Migrations, "DROP TABLE mixups; ALTER TABLE missing ADD COLUMN x"]);
        await using (var store = _file.Build(schema: later))
        {
            var error = await Should.ThrowAsync<CloakroomException>(async () => await store.OpenAsync(Ct));
            error.Code.ShouldBe(CloakroomErrorCode.StoreUnusable);
        }

        await using var again = await _file.OpenAsync();
        (await again.ReadMixupsAsync(DateTimeOffset.UnixEpoch, 10, Ct)).ShouldBeEmpty();
        (await again.ListAsync("alice", 1_000, Ct)).Count.ShouldBe(300);
    }
}
