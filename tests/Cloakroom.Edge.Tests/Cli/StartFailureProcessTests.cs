using System.Net;
using System.Net.Sockets;
using Cloakroom.Cli;
using Cloakroom.Edge.Tests.Configuration;

namespace Cloakroom.Edge.Tests.Cli;

/// <summary>The same from outside: a process has a framework in it that would like to be heard, too.</summary>
public sealed class StartFailureProcessTests : IDisposable
{
    private static readonly string[] Application = ["--upstream", "http://127.0.0.1:3000", "--session-cookie", "connect.sid"];

    private readonly TemporaryDirectory _directory = new();

    [Theory]
    [InlineData("--listen", "--admin")]
    [InlineData("--admin", "--listen")]
    public async Task Edge_OnAPortInUse_SaysSoAndNothingElse(string taken, string free)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        var ended = await EdgeCommandProcess.RunAsync([.. Application, taken, address, free, "http://127.0.0.1:0", "--data", _directory.At("data")]);

        ShouldSay(ended, $"cloakroom: {address} is in use by another program. Stop that, or choose another port with --listen or --admin.");
    }

    [Fact]
    public async Task Edge_WithAStoreThatCannotBeWrittenTo_SaysSoAndNothingElse()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has a directory that root cannot write to, either.");

        var ended = await EdgeCommandProcess.RunAsync([.. Application, "--data", "/proc"]);

        ShouldSay(ended, "cloakroom: the store's directory /proc cannot be written to. Give another with --data, or give the user that the edge runs as the right to write there.");
    }

    [Fact]
    public async Task Edge_WithAStoreThatIsNone_SaysSoAndNothingElse()
    {
        Directory.CreateDirectory(_directory.At("data"));
        _directory.Write(Path.Combine("data", "edge.db"), new string('x', 9000));

        var ended = await EdgeCommandProcess.RunAsync([.. Application, "--data", _directory.At("data")]);

        ShouldSay(ended, $"cloakroom: The session store '{_directory.At("data", "edge.db")}' is not a SQLite database. Choose another path if it never was one. Restore a backup, or move the file away with its -wal and -shm files to start with an empty store, which signs everybody out.");
    }

    [Fact]
    public async Task Edge_WithAFileThatIsNoConfiguration_SaysWhereAndNothingElse()
    {
        var file = _directory.Write("edge.json", "{ \"upstreams\": [ }");

        var ended = await EdgeCommandProcess.RunAsync("--config", file);

        ShouldSay(
            ended,
            "error: edge.json:1: not JSON: '}' is an invalid start of a value. Correct it there or just before.",
            "cloakroom: the configuration has 1 error; nothing was started.");
    }

    public void Dispose() => _directory.Dispose();

    // Every line but those of what went well before: what is not expected is too much.
    private static void ShouldSay(EdgeCommandProcess ended, params string[] lines)
    {
        ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')).Where(line => !line.Contains("Z info: ", StringComparison.Ordinal)).ShouldBe(lines);
        ended.Error.ShouldNotContain("   at ");
        ended.Out.ShouldBeEmpty();
        ended.ExitCode.ShouldBe(ExitCode.Failure);
    }
}
