using System.Security.Cryptography;
using Cloakroom.Edges;
using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Stores;

/// <summary>Kills a writing process with SIGKILL, again and again on one file.</summary>
public sealed class SqliteCrashTests : IDisposable
{
    private const int Runs = 6;

    private readonly SqliteFile _file = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Kill_WhileWriting_NothingAcknowledgedIsLostAndNothingIsThereInPart()
    {
        var acknowledged = new Dictionary<(int Run, int Worker), (int Round, int Step)>();
        var epochs = 0;
        for (var run = 0; run < Runs; run++)
        {
            foreach (var line in await RunAndKillAsync(run))
            {
                if (line == "epoch")
                {
                    epochs++;
                    continue;
                }

                var told = Array.ConvertAll(line.Split(' '), int.Parse);
                acknowledged[(run, told[0])] = (told[1], told[2]);
            }
        }

        acknowledged.Count.ShouldBeGreaterThan(CrashScript.Workers);
        await using var store = await _file.OpenAsync();
        foreach (var ((run, worker), (round, step)) in acknowledged)
        {
            for (var earlier = 0; earlier < round; earlier++)
            {
                await ShouldBeAfter(store, CrashScript.Number(run, worker, earlier), CrashScript.Steps);
            }

            // The step that was under way may have been done or not, and if it was the last one the next session may have begun.
            var last = CrashScript.Number(run, worker, round);
            var next = CrashScript.Number(run, worker, round + 1);
            if (step == CrashScript.Steps)
            {
                await ShouldBeAfter(store, last, step);
                await ShouldBeAfter(store, next, 0, 1);
            }
            else
            {
                await ShouldBeAfter(store, last, step, step + 1);
                await ShouldBeAfter(store, next, 0);
            }
        }

        (await store.ReadEpochsAsync(null, null, Ct)).All.ShouldBeInRange(epochs, epochs + Runs);
        (await store.ReadHistoryAsync(int.MaxValue, Ct)).Count.ShouldBe((int)(await store.ReadEpochsAsync(null, null, Ct)).All);
    }

    [Fact]
    public async Task TwoProcesses_OneFile_BothWriteAndSeeEachOther()
    {
        await using var store = await _file.OpenAsync(configure: o => o.BusyTimeout = TimeSpan.FromSeconds(30));
        var before = (await store.ReadControlAsync(0, Ct)).Revision;
        using var other = CrashWriter.Start("open", _file.Path);
        for (var i = 0; i < 50; i++)
        {
            await store.CreateAsync(SampleRecords.Create(i), Cloakroom.Sessions.SessionCreation.Plain, Ct);
        }

        (await CrashWriter.OutputOf(other, Ct)).ShouldBe("opened\n");

        var control = await store.ReadControlAsync(before, Ct);
        control.Mode.By.ShouldBe("crash writer");
        control.Changes.Single().Kind.ShouldBe(Cloakroom.Control.ControlChangeKind.Mode);
        (await store.ListAsync("alice", 100, Ct)).Count.ShouldBe(50);
    }

    [Fact]
    public async Task Kill_WhileIssuing_NoAcknowledgedValueGoesToAnotherAfterwards()
    {
        var acknowledged = new List<int>();
        for (var run = 0; run < Runs; run++)
        {
            acknowledged.AddRange((await RunAndKillAsync(run, "issue")).Select(int.Parse));
        }

        acknowledged.Count.ShouldBeGreaterThan(Runs);
        await using var store = await _file.OpenAsync();
        foreach (var number in acknowledged)
        {
            (await store.TryIssueAsync(new Issue((UInt128)number, 1, null, SampleRecords.Start), Ct)).ShouldBe((UInt128)(number + 1));
        }
    }

    private async Task<List<string>> RunAndKillAsync(int run, string work = "write")
    {
        using var process = CrashWriter.Start(work, _file.Path, run.ToString());
        var lines = new List<string>();
        var killAfter = RandomNumberGenerator.GetInt32(1, 1_500);
        while (await process.StandardOutput.ReadLineAsync(Ct) is { } line)
        {
            lines.Add(line);
            if (lines.Count == killAfter)
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync(Ct);
        process.ExitCode.ShouldBe(128 + 9);
        return lines;
    }

    private static async Task ShouldBeAfter(SqliteStore store, int number, params int[] steps) =>
        steps.Select(s => CrashScript.Expected(number, s)).ShouldContain(await CrashScript.ActualAsync(store, number, Ct));
}
