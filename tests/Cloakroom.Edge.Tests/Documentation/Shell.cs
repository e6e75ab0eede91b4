using System.Diagnostics;
using Cloakroom.Edge.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Documentation;

/// <summary>A terminal: one command of it, which ends with the test.</summary>
internal sealed class Shell : IAsyncDisposable
{
    private readonly HeardProcess _heard;

    private Shell(string command, string directory, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = directory };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _heard = new HeardProcess(start);
    }

    public string Said => _heard.Said;

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it said.</returns>
    public static async Task<string> RunAsync(string command, string directory)
    {
        await using var shell = new Shell(command, directory, new Dictionary<string, string>());
        await shell._heard.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        shell._heard.Process.ExitCode.ShouldBe(0, $"{command}\n{shell.Said}");
        return shell.Said;
    }

    /// <summary>Starts what goes on until the end, and waits until it listens.</summary>
    public static async Task<Shell> StartAsync(string command, string directory, int port, IReadOnlyDictionary<string, string> environment)
    {
        var shell = new Shell(command, directory, environment);
        try
        {
            // ./cloakroom builds itself when something is newer than its last build.
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
            while (!await LoopbackPort.AnswersAsync(port))
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
                shell._heard.Process.HasExited.ShouldBeFalse($"{command}\n{shell.Said}");
                limit.IsCancellationRequested.ShouldBeFalse($"{command} does not listen.\n{shell.Said}");
            }

            return shell;
        }
        catch
        {
            await shell.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _heard.DisposeAsync();
}
