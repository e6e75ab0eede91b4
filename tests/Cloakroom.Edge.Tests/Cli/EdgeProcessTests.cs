using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Edge.Tests.Hosting;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Tests.Cli;

/// <summary><c>cloakroom edge</c> as a process of its own: what its signals and its file do.</summary>
public sealed class EdgeProcessTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = LoopbackPort.Free();
    private EdgeProcess? _edge;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_RequestUnderWay_FinishesItAndExitsWith0(string signal)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There are no signals here.");
        var goOn = new TaskCompletionSource();
        await using var upstream = await TestUpstream.StartAsync(context => AnswerSlowlyAsync(context, goOn.Task));
        var edge = await StartAsync(Configuration(upstream.Url, "sid"));
        using var http = new HttpClient { BaseAddress = Address };
        using var response = await http.GetAsync("/slow", HttpCompletionOption.ResponseHeadersRead, Cancellation);

        using (var kill = Process.Start("kill", [$"-{signal}", edge.Process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(Cancellation);
        await Eventually.TrueAsync(() => edge.Said.Contains("Stopping: 1 requests", StringComparison.Ordinal));
        // Longer than a command line's own patience with what it interrupts.
        await Task.Delay(TimeSpan.FromSeconds(3), Cancellation);
        await edge.ShouldRunAsync();
        goOn.SetResult();

        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe("begun finished");
        await edge.Process.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        edge.Process.ExitCode.ShouldBe(0, edge.Said);
        edge.Said.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task File_Changed_IsInForceWithoutDroppingConnectionsAndABadOneIsRefused()
    {
        var goOn = new TaskCompletionSource();
        await using var one = await TestUpstream.StartAsync(context => AnswerSlowlyAsync(context, goOn.Task));
        var visitors = 0;
        await using var two = await TestUpstream.StartAsync(context =>
        {
            context.Response.Headers.SetCookie = string.Create(CultureInfo.InvariantCulture, $"auth=alice-{Interlocked.Increment(ref visitors):d16}; Path=/");
            return context.Response.WriteAsync("two");
        });
        var edge = await StartAsync(Configuration(one.Url, "sid"));
        var connections = 0;
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, ConnectCallback = ConnectAsync }) { BaseAddress = Address };
        using var underWay = await http.GetAsync("/slow", HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Replace(Configuration(two.Url, "auth"));
        await Eventually.TrueAsync(() => edge.Said.Contains("is in force", StringComparison.Ordinal));
        await ShouldBeTheSecondAsync();
        goOn.SetResult();
        (await underWay.Content.ReadAsStringAsync(Cancellation)).ShouldBe("begun finished");
        // On a connection of before, which has the new configuration too.
        await ShouldBeTheSecondAsync();
        connections.ShouldBe(2);

        Replace("""{ "upstreams": [ { "url": "localhost" } ], "cookies": [ { "nam": "sid" } ] }""");
        await Eventually.TrueAsync(() => edge.Said.Contains("refused", StringComparison.Ordinal) && edge.Said.Contains("Did you mean cookies[0].name?", StringComparison.Ordinal));
        await ShouldBeTheSecondAsync();
        connections.ShouldBe(2);
        edge.Process.HasExited.ShouldBeFalse();

        async Task ShouldBeTheSecondAsync()
        {
            using var answer = await http.GetAsync("/", Cancellation);
            (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe("two");
            answer.Headers.GetValues("Set-Cookie").ShouldNotContain(line => line.Contains("alice", StringComparison.Ordinal));
        }

        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref connections);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, _port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_edge is not null) await _edge.DisposeAsync();
        _directory.Dispose();
    }

    private Uri Address => new($"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}");

    private static async Task AnswerSlowlyAsync(HttpContext context, Task goOn)
    {
        await context.Response.WriteAsync("begun ");
        await context.Response.Body.FlushAsync();
        await goOn;
        await context.Response.WriteAsync("finished");
    }

    private string Configuration(string upstream, string cookie) => $$"""
        {
          "listen": [ "http://127.0.0.1:{{_port.ToString(CultureInfo.InvariantCulture)}}" ],
          "upstreams": [ { "url": "{{upstream}}" } ],
          "cookies": [ { "name": "{{cookie}}" } ],
          "admin": { "listen": "" },
          "store": { "inMemory": true }
        }
        """;

    // As editors do it, and ConfigMaps.
    private void Replace(string configuration) => File.Move(_directory.Write("edge.json.new", configuration), _directory.At("edge.json"), overwrite: true);

    private async Task<EdgeProcess> StartAsync(string configuration) => _edge = await EdgeProcess.StartAsync(_port, _directory.Write("edge.json", configuration));
}
