using System.Diagnostics;
using System.Security.Cryptography;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Applications;

/// <summary>The packages of an application, exactly as in its lockfile: from npm, once, into a directory named after the lockfile's hash.</summary>
internal static class NodeModules
{
    private const int Retries = 2;

    private static readonly TimeSpan BeforeRetry = TimeSpan.FromSeconds(5);
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>Installs those of the Express application unless they are there.</summary>
    /// <inheritdoc cref="InstallAsync(string, CancellationToken)"/>
    public static Task<string> InstallAsync(CancellationToken cancellationToken) =>
        InstallAsync(Path.Combine(AppContext.BaseDirectory, "Applications", "express"), cancellationToken);

    /// <summary>Installs them unless they are there.</summary>
    /// <param name="sources">Where <c>package.json</c> and <c>package-lock.json</c> are.</param>
    /// <param name="cancellationToken">Ends npm.</param>
    /// <returns>The <c>node_modules</c> directory.</returns>
    /// <exception cref="ScenarioInvalidException">npm failed; the message has its last words.</exception>
    public static async Task<string> InstallAsync(string sources, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(sources, "package-lock.json"), cancellationToken)));
        var place = Path.Combine(Home(), $"npm-{hash[..16]}");
        var modules = Path.Combine(place, "node_modules");
        await OneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (!Directory.Exists(place)) await InstallIntoAsync(place, sources, cancellationToken);
            return modules;
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    // In a checkout a directory that git ignores; elsewhere the user's own data.
    private static string Home()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Cloakroom.slnx"))) return Path.Combine(directory, "artifacts");
        }

        return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "cloakroom");
    }

    // Beside its place and then renamed, so that other processes see all of it or nothing.
    private static async Task InstallIntoAsync(string place, string sources, CancellationToken cancellationToken)
    {
        var draft = $"{place}.{Environment.ProcessId}";
        Directory.CreateDirectory(draft);
        try
        {
            foreach (var file in (string[])["package.json", "package-lock.json"]) File.Copy(Path.Combine(sources, file), Path.Combine(draft, file), overwrite: true);
            await InstallInAsync(draft, cancellationToken);
            Directory.Move(draft, place);
        }
        catch (IOException) when (Directory.Exists(place))
        {
            // Another process was first.
        }
        finally
        {
            if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        }
    }

    // The registry is somebody else's: what fails once may work a moment later.
    private static async Task InstallInAsync(string directory, CancellationToken cancellationToken)
    {
        for (var left = Retries; ; left--)
        {
            try
            {
                await RunNpmAsync(directory, cancellationToken);
                return;
            }
            catch (ScenarioInvalidException) when (left > 0)
            {
                await Task.Delay(BeforeRetry, cancellationToken);
            }
        }
    }

    private static async Task RunNpmAsync(string directory, CancellationToken cancellationToken)
    {
        var npm = Executable.Find("npm") ?? throw new ScenarioInvalidException("npm is not installed.");
        using var process = Process.Start(new ProcessStartInfo(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=5", "--fetch-retry-mintimeout=2000", "--fetch-retry-factor=2"])
        {
            WorkingDirectory = directory,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        }) ?? throw new ScenarioInvalidException("npm did not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = await process.StandardError.ReadToEndAsync(cancellationToken);
            await output;
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode == 0) return;

            var said = string.Join(' ', error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(3));
            throw new ScenarioInvalidException($"'npm ci' ended with {process.ExitCode}: {said} It fetches packages from the npm registry once, so that has to be within reach.");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
