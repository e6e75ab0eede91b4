using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Caches;

/// <summary>A real server as a child in the foreground, in a directory of its own. Stopped by its process id; the directory goes with it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _directory;

    private ServerProcess(Process process, string directory, int port)
    {
        _process = process;
        _directory = directory;
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Address { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="name">The program, by name or path.</param>
    /// <param name="configure">Writes what it needs into its directory and says with which arguments to start.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    public static async Task<ServerProcess> StartAsync(
        string name,
        Func<string, int, IReadOnlyList<string>> configure,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var program = Executable.Find(name) ?? throw new ScenarioInvalidException($"{name} is not installed.");
        // None of these servers can be told to take any free port, so another program may have ours by then: then once more.
        for (var attempt = 1; ; attempt++)
        {
            var directory = Directory.CreateTempSubdirectory($"cloakroom-replay-{Path.GetFileName(name)}-").FullName;
            var port = FreePort.Take();
            var start = new ProcessStartInfo(program, configure(directory, port))
            {
                WorkingDirectory = directory,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            foreach (var (variable, value) in environment ?? new Dictionary<string, string>()) start.Environment[variable] = value;
            var process = Process.Start(start) ?? throw new ScenarioInvalidException($"{program} did not start.");
            var server = new ServerProcess(process, directory, port);
            var said = DrainAsync(process);
            try
            {
                if (await AnswersAsync(process, port, cancellationToken)) return server;
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            await server.DisposeAsync();
            if (attempt == 3) throw new ScenarioInvalidException($"{program} did not start: {(await said).Trim()}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (IOException)
        {
            // A worker may still be closing its files. What is left is a few kilobytes in the temporary directory.
        }
    }

    // The pipes have to be read, or a talkative server stops when they are full.
    private static async Task<string> DrainAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        return await process.StandardError.ReadToEndAsync() + await output;
    }

    private static async Task<bool> AnswersAsync(Process process, int port, CancellationToken cancellationToken)
    {
        for (var i = 0; i < 600 && !process.HasExited; i++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), cancellationToken);
            }
        }

        return false;
    }
}
