using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cloakroom.Edge.Tests.Documentation;

/// <summary>A terminal: one command of it, which ends with the test.</summary>
internal sealed class Shell : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private Shell(string command, string directory, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it said.</returns>
    public static async Task<string> RunAsync(string command, string directory)
    {
        await using var shell = new Shell(command, directory, new Dictionary<string, string>());
        await shell._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        shell._process.ExitCode.ShouldBe(0, $"{command}\n{shell.Said}");
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
            while (!await AnswersAsync(port))
            {
                shell._process.HasExited.ShouldBeFalse($"{command}\n{shell.Said}");
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

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
            return false;
        }
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_said) _said.AppendLine(line);
    }
}
