using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Stores;

/// <summary>Incidents over several processes that share a file, and in files from before there were incidents.</summary>
public sealed class SqliteIncidentTests : IDisposable
{
    private readonly SqliteFile _file = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => SampleRecords.Start;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task AppendMixup_FromTwoStoresAtOnce_IsOneIncidentThatOneOpened()
    {
        await using var first = await _file.OpenAsync(configure: options => options.BusyTimeout = TimeSpan.FromSeconds(30));
        await using var second = await _file.OpenAsync(configure: options => options.BusyTimeout = TimeSpan.FromSeconds(30));
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var appends = Enumerable.Range(0, 400).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await (i % 2 == 0 ? first : second).AppendMixupAsync(Mixup(i), Ct);
        }, Ct)).ToList();
        start.SetResult();
        var places = await Task.WhenAll(appends);

        places.Count(place => place.OpensIncident).ShouldBe(1);
        foreach (var store in new[] { first, second })
        {
            var incident = (await store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();
            (incident.Mixups, incident.Exposed, incident.First, incident.Last).ShouldBe((400, 200, Now, Now.AddSeconds(399)));
            places.ShouldAllBe(place => place.IncidentId == incident.Id);
            (await store.ReadIncidentMixupsAsync(incident.Id, 1_000, Ct)).Count.ShouldBe(400);
        }
    }

    [Fact]
    public async Task Open_FileOfLayout4_LeavesItsMixupsWithoutIncidentUntilOneIsOpenedByHand()
    {
        await FillLayout4Async(60);
        await using var store = await _file.OpenAsync();
        (await store.ReadIncidentsAsync(10, Ct)).ShouldBeEmpty();
        (await store.AppendMixupAsync(Mixup(10), Ct)).ShouldBe(default);
        var own = await store.AppendMixupAsync(Mixup(1_000) with { At = Now.AddSeconds(15) }, Ct);

        var opened = await store.OpenIncidentAsync(
            "by-hand", Now.AddHours(1), new IncidentOpening(Now.AddSeconds(10), Now.AddSeconds(19), "ann", "seen"), Ct);

        (opened.Mixups, opened.Exposed, opened.First, opened.Last).ShouldBe((10, 5, Now.AddSeconds(10), Now.AddSeconds(19)));
        opened.Cause.ShouldBe(new IncidentCause(MixupKind.ForeignBinding, "/me", "web-1"));
        (await store.FindIncidentAsync("by-hand", Ct))!.Incident.ShouldBe(opened);
        (await store.ReadIncidentMixupsAsync("by-hand", 100, Ct)).Select(mixup => mixup.Id).ShouldBe(Enumerable.Range(10, 10).Select(i => Mixup(i).Id));
        (await store.ReadIncidentMixupsAsync(own.IncidentId!, 100, Ct)).ShouldHaveSingleItem();
        (await store.ReadMixupsAsync(Now, 100, Ct)).Count.ShouldBe(61);
        (await store.AppendMixupAsync(Mixup(10), Ct)).ShouldBe(new MixupPlace("by-hand", OpensIncident: false));
        (await store.AppendMixupAsync(Mixup(11), Ct)).IncidentId.ShouldBe("by-hand");
    }

    [Fact]
    public async Task AppendMixup_FailsAfterTheIncidentWasCounted_LeavesNeither()
    {
        await using var store = await _file.OpenAsync();
        _file.Execute("CREATE TRIGGER refuse BEFORE INSERT ON mixups WHEN new.id LIKE '%7' BEGIN SELECT RAISE(ABORT, 'refused'); END");
        await Should.ThrowAsync<CloakroomException>(async () => await store.AppendMixupAsync(Mixup(7), Ct));
        (await store.ReadIncidentsAsync(10, Ct)).ShouldBeEmpty();

        await store.AppendMixupAsync(Mixup(1), Ct);
        await Should.ThrowAsync<CloakroomException>(async () => await store.AppendMixupAsync(Mixup(17), Ct));

        (await store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem().Mixups.ShouldBe(1);
    }

    [Fact]
    public async Task Incidents_AfterReopening_AreAllThere()
    {
        var note = new IncidentNote(Now, "ann", "note");
        await using (var before = await _file.OpenAsync())
        {
            await before.AppendMixupAsync(Mixup(1), Ct);
            await before.AddIncidentNoteAsync(Mixup(1).Id, note, Ct);
        }

        await using var store = await _file.OpenAsync();

        var file = (await store.FindIncidentAsync(Mixup(1).Id, Ct))!;
        file.Incident.ShouldBe(Incident.OpenedBy(Mixup(1)));
        file.Notes.ShouldBe([note]);
        (await store.AppendMixupAsync(Mixup(2), Ct)).ShouldBe(new MixupPlace(Mixup(1).Id, OpensIncident: false));
    }

    private async Task FillLayout4Async(int count)
    {
        var layouts = new Schema([.. Schema.Current.Migrations.Take(4)]);
        await using (await _file.OpenAsync(schema: layouts))
        {
        }

        // As the version of that layout wrote it.
        using var connection = _file.Connect();
        for (var i = 0; i < count; i++)
        {
            connection.Execute($"""
                INSERT INTO mixups (id, kind, at, disposition, route, trace_id, node, detail)
                VALUES ('{Mixup(i).Id}', 0, {Mixup(i).At.ToUnixTimeMilliseconds()}, {i % 2}, '/me', '', 'web-1', '')
                """);
        }
    }

    private static Mixup Mixup(int number) => new()
    {
        Id = $"mixup-{number:0000000000000000}",
        Kind = MixupKind.ForeignBinding,
        At = Now.AddSeconds(number),
        Disposition = (MixupDisposition)(number % 2),
        Route = "/me",
        Node = "web-1",
    };
}
