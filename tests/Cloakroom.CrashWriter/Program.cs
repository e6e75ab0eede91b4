using Cloakroom;
using Cloakroom.Control;
using Cloakroom.Edges;
using Cloakroom.Sqlite;
using Cloakroom.Tests.Stores;
using Microsoft.Extensions.Logging.Abstractions;

// write PATH RUN: works on the store until it is killed, and tells each step that the store has acknowledged.
// issue PATH RUN: as an edge, notes values until it is killed, and tells each that the store has acknowledged.
// open PATH:      opens the store, writes once, and tells the error if there is one.
var store = new SqliteStore(new SqliteStoreOptions { Path = args[1], BusyTimeout = TimeSpan.FromSeconds(30) }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
try
{
    await store.OpenAsync(CancellationToken.None);
    if (args[0] == "open")
    {
        await store.SetModeAsync(new ModeState(CloakroomMode.ReadOnly, "crash writer", "test", SampleRecords.Start), CancellationToken.None);
        Console.WriteLine("opened");
        await store.DisposeAsync();
        return 0;
    }
}
catch (CloakroomException e)
{
    Console.WriteLine($"{e.Code} {e.Message}");
    return 1;
}

var run = int.Parse(args[2]);
if (args[0] == "issue")
{
    await Task.WhenAll(Enumerable.Range(0, CrashScript.Workers).Select(worker => Task.Run(() => IssueAsync(worker))));
}

await Task.WhenAll(Enumerable.Range(0, CrashScript.Workers).Select(worker => Task.Run(() => WorkAsync(worker))).Append(Task.Run(RevokeAllAsync)));
return 0;

async Task WorkAsync(int worker)
{
    for (var round = 0; ; round++)
    {
        var number = CrashScript.Number(run, worker, round);
        for (var step = 1; step <= CrashScript.Steps; step++)
        {
            await CrashScript.RunAsync(store, number, step, CancellationToken.None);

            // One write to the pipe, which outlives the process.
            Tell($"{worker} {round} {step}\n");
        }
    }
}

async Task IssueAsync(int worker)
{
    for (var round = 0; ; round++)
    {
        var number = CrashScript.Number(run, worker, round);
        await store.TryIssueAsync(new Issue((UInt128)number, (UInt128)(number + 1), null, SampleRecords.Start), CancellationToken.None);
        Tell($"{number}\n");
    }
}

async Task RevokeAllAsync()
{
    while (true)
    {
        await store.AdvanceEpochAsync(EpochScope.All, null, SampleRecords.Entry(), CancellationToken.None);
        Tell("epoch\n");
    }
}

void Tell(string line)
{
    Console.Out.Write(line);
    Console.Out.Flush();
}
