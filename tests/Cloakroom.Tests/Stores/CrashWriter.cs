using System.Diagnostics;

namespace Cloakroom.Tests.Stores;

/// <summary>A second process that uses the store: <c>tests/Cloakroom.CrashWriter</c>.</summary>
internal static class CrashWriter
{
    private static string Program => Path.Combine(AppContext.BaseDirectory, "Cloakroom.CrashWriter.dll");

    public static Process Start(params string[] arguments) => StartAs(user: null, arguments);

    /// <summary>Starts it as another user, for which root is needed.</summary>
    public static Process StartAs(int? user, params string[] arguments)
    {
        var dotnet = Environment.ProcessPath!;
        if (Path.GetFileNameWithoutExtension(dotnet) != "dotnet")
        {
            // The tests run as a program of their own, so its host is not the one to ask.
            dotnet = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "dotnet");
        }

        string[] prefix = user is { } id ? ["setpriv", $"--reuid={id}", $"--regid={id}", "--clear-groups"] : [];
        string[] command = [.. prefix, dotnet, Program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        return Process.Start(start)!;
    }

    public static async Task<string> OutputOf(Process process, CancellationToken cancellationToken)
    {
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return output;
    }
}
