using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Cloakroom.Cli;
using Cloakroom.Cli.Edge;
using Cloakroom.Edge.Tests.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Tests.Cli;

/// <summary>What a user can mend is said in a sentence with its remedy: never as a stack trace.</summary>
public sealed class StartFailureTests : IDisposable
{
    private static readonly string[] Quickstart = ["--upstream", "http://127.0.0.1:3000", "--session-cookie", "connect.sid", "--admin", ""];

    private readonly EdgeHarness _cloakroom = new() { Server = StartKestrelAsync };
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Edge_OnAPortInUse_NamesIt()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        (await _cloakroom.RunAsync([.. Quickstart, "--in-memory", "--listen", address])).ShouldBe(ExitCode.Failure);

        ShouldSay($"{address} is in use by another program. Stop that, or choose another port with --listen or --admin.");
    }

    [Fact]
    public async Task Edge_OnAnAddressOfAnotherMachine_NamesIt()
    {
        // TEST-NET-1 (RFC 5737) is nobody's.
        (await _cloakroom.RunAsync([.. Quickstart, "--in-memory", "--listen", "http://192.0.2.1:8080"])).ShouldBe(ExitCode.Failure);

        ShouldSay("http://192.0.2.1:8080 is not an address of this machine. Choose one with --listen, or * for all.");
    }

    [Fact]
    public async Task Edge_WithAStoreThatIsAFile_NamesIt()
    {
        (await _cloakroom.RunAsync([.. Quickstart, "--data", _directory.Write("data", "")])).ShouldBe(ExitCode.Failure);

        _cloakroom.Error.ShouldContain("is a file. Give a directory.");
    }

    [Fact]
    public async Task Edge_WithAStoreBelowAFile_NamesIt()
    {
        var data = Path.Combine(_directory.Write("file", ""), "data");

        (await _cloakroom.RunAsync([.. Quickstart, "--data", data])).ShouldBe(ExitCode.Failure);

        ShouldSay("cannot be written to. Give another with --data");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Edge_WithANewStore_MakesItForItselfAlone()
    {
        if (OperatingSystem.IsWindows())
            return;

        (await _cloakroom.RunAsync([.. Quickstart, "--listen", "http://127.0.0.1:0", "--data", _directory.At("data")])).ShouldBe(ExitCode.Success);

        File.GetUnixFileMode(_directory.At("data")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.EnumerateFileSystemEntries(_directory.At("data")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Edge_ThatFailsForAReasonOfItsOwn_PassesTheReasonOn()
    {
        _cloakroom.Server = (_, _, _, _) => throw new CloakroomException(CloakroomErrorCode.StoreUnavailable, "edge.db is of a later version. Use the edge that wrote it.");

        (await _cloakroom.RunAsync([.. Quickstart, "--in-memory"])).ShouldBe(ExitCode.Failure);

        ShouldSay("cloakroom: edge.db is of a later version. Use the edge that wrote it.");
    }

    [Fact]
    public async Task Edge_ThatFailsForNoKnownReason_IsNotExplainedAway()
    {
        _cloakroom.Server = (_, _, _, _) => throw new InvalidOperationException("a defect");

        await Should.ThrowAsync<InvalidOperationException>(() => _cloakroom.RunAsync([.. Quickstart, "--in-memory"]));
    }

    public void Dispose()
    {
        _cloakroom.Dispose();
        _directory.Dispose();
    }

    private void ShouldSay(string message)
    {
        _cloakroom.Error.ShouldContain(message);
        _cloakroom.Error.ShouldNotContain("   at ");
    }

    // The server's own words for each failure, which are all that there is to go by.
    private static async Task StartKestrelAsync(
        Cloakroom.Edge.Configuration.EdgeSources sources, Cloakroom.Edge.Configuration.EdgeOptions options, Action started, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls([.. options.Listen]);
        await using var app = builder.Build();
        app.Run(context => context.Response.WriteAsync(""));
        await app.StartAsync(cancellationToken);
        started();
    }
}
