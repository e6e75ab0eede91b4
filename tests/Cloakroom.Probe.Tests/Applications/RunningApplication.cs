using Cloakroom.Replay.Caches;

namespace Cloakroom.Probe.Tests.Applications;

/// <summary>An application as processes of its own on free loopback ports, with all its files in a temporary directory that goes with it.</summary>
internal sealed class RunningApplication : IAsyncDisposable
{
    private readonly List<ServerProcess> _started = [];

    /// <summary>For its configuration and data; there until the application is ended.</summary>
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("cloakroom-probe-application-").FullName;

    /// <summary>Of the process that was started last.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Starts one of its processes and waits until it answers.</summary>
    public async Task StartAsync(string program, Func<string, int, IReadOnlyList<string>> configure, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = await ServerProcess.StartAsync(program, configure, TestContext.Current.CancellationToken, environment);
        _started.Add(process);
        Address = process.Address;
    }

    /// <summary>Writes a file below <see cref="Directory"/>.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Directory, name);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_started))
            await process.DisposeAsync();
        try
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
        catch (IOException)
        {
            // A process may still be closing its files. What is left is a few kilobytes in the temporary directory.
        }
    }
}
