using System.Diagnostics;

namespace Cloakroom.Bench.Servers;

/// <summary>This program once more, as a process of its own that ends when its standard input does.</summary>
internal static class OwnProgram
{
    public static ProcessStartInfo With(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true };
        // Started as `dotnet Cloakroom.Bench.dll`, the process is dotnet and needs to be told again what to run.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(OwnProgram).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
