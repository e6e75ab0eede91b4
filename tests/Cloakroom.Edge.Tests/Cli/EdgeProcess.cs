using System.Diagnostics;
using System.Globalization;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Cli;

/// <summary>A real <c>cloakroom edge</c>, by a configuration that has it listen on the port.</summary>
internal sealed class EdgeProcess : IAsyncDisposable
{
    private readonly HeardProcess _heard;

    private EdgeProcess(HeardProcess heard) => _heard = heard;

    public Process Process => _heard.Process;

    public string Said => _heard.Said;

    /// <summary>Starts one, and waits until it listens.</summary>
    public static async Task<EdgeProcess> StartAsync(int port, string config)
    {
        var edge = new EdgeProcess(Run("--config", config));
        try
        {
            await Eventually.TrueAsync(async () =>
            {
                await edge.ShouldRunAsync();
                return await LoopbackPort.AnswersAsync(port);
            });
            return edge;
        }
        catch
        {
            await edge.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one with those options, and waits for nothing.</summary>
    public static HeardProcess Run(params string[] args)
    {
        string[] edge = ["dotnet", Path.Combine(AppContext.BaseDirectory, "Cloakroom.Cli.dll"), "edge", .. args];
        // Whoever runs the tests in the background has SIGINT ignored, which programs inherit.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", .. edge] : edge;
        return new HeardProcess(new ProcessStartInfo(command[0], command[1..]));
    }

    /// <summary>Fails when it has ended: with its status and all that it had to say, which may come after its end is known.</summary>
    public async Task ShouldRunAsync()
    {
        if (!Process.HasExited) return;
        await Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Fail($"It ended with status {Process.ExitCode.ToString(CultureInfo.InvariantCulture)}, and said: {Said}");
    }

    public ValueTask DisposeAsync() => _heard.DisposeAsync();
}
