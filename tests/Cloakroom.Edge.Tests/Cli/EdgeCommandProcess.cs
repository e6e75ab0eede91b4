using System.Diagnostics;

namespace Cloakroom.Edge.Tests.Cli;

/// <summary>What <c>cloakroom edge</c> left behind as a process of its own, with all that its framework has to say.</summary>
internal sealed record EdgeCommandProcess(int ExitCode, string Out, string Error)
{
    public static async Task<EdgeCommandProcess> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Cloakroom.Cli.dll"), "edge", .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        using var process = Process.Start(start)!;
        try
        {
            var said = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new EdgeCommandProcess(process.ExitCode, await said, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
