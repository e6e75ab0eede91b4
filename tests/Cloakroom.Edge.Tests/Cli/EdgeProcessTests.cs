using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Edge.Tests.Documentation;
using Cloakroom.Edge.Tests.Forwarding;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Edge.Tests.Cli;

/// <summary><c>cloakroom edge</c> as a process of its own: what its signals and its file do.</summary>
public sealed class EdgeProcessTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringBuilder _said = new();
    private readonly int _port = Shell.FreePort();
    private Process? _process;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_RequestUnderWay_FinishesItAndExitsWith0(string signal)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There are no signals here.");
        var goOn = new TaskCompletionSource();
        await using var upstream = await TestUpstream.StartAsync(context => AnswerSlowlyAsync(context, goOn.Task));
        await StartAsync(Configuration(upstream.Url, "sid"));
        using var http = new HttpClient { BaseAddress = Address };
        using var response = await http.GetAsync("/slow", HttpCompletionOption.ResponseHeadersRead, Cancellation);

        using (var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(Cancellation);
        await Eventually.TrueAsync(() => Said.Contains("Stopping: 1 requests", StringComparison.Ordinal));
        // Longer than a command line's own patience with what it interrupts.
        await Task.Delay(TimeSpan.FromSeconds(3), Cancellation);
        if (_process.HasExited) await ShouldRunAsync();
        goOn.SetResult();

        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldBe("begun finished");
        await _process.WaitForExitAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        _process.ExitCode.ShouldBe(0, Said);
        Said.ShouldNotContain("   at ");
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
        await StartAsync(Configuration(one.Url, "sid"));
        var connections = 0;
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, ConnectCallback = ConnectAsync }) { BaseAddress = Address };
        using var underWay = await http.GetAsync("/slow", HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Replace(Configuration(two.Url, "auth"));
        await Eventually.TrueAsync(() => Said.Contains("is in force", StringComparison.Ordinal));
        await ShouldBeTheSecondAsync();
        goOn.SetResult();
        (await underWay.Content.ReadAsStringAsync(Cancellation)).ShouldBe("begun finished");
        // On a connection of before, which has the new configuration too.
        await ShouldBeTheSecondAsync();
        connections.ShouldBe(2);

        Replace("""{ "upstreams": [ { "url": "localhost" } ], "cookies": [ { "nam": "sid" } ] }""");
        await Eventually.TrueAsync(() => Said.Contains("refused", StringComparison.Ordinal) && Said.Contains("Did you mean cookies[0].name?", StringComparison.Ordinal));
        await ShouldBeTheSecondAsync();
        connections.ShouldBe(2);
        _process!.HasExited.ShouldBeFalse();

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
        if (_process is { } process)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

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

    private async Task StartAsync(string configuration)
    {
        string[] edge = ["dotnet", Path.Combine(AppContext.BaseDirectory, "Cloakroom.Cli.dll"), "edge", "--config", _directory.Write("edge.json", configuration)];
        // Whoever runs the tests in the background has SIGINT ignored, which programs inherit.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", .. edge] : edge;
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.TrueAsync(async () =>
        {
            if (_process.HasExited) await ShouldRunAsync();
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, _port, Cancellation);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    // With its status and all that it had to say, which may come after its end is known.
    private async Task ShouldRunAsync()
    {
        await _process!.WaitForExitAsync(Cancellation);
        Assert.Fail($"It ended with status {_process.ExitCode.ToString(CultureInfo.InvariantCulture)}, and said: {Said}");
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_said) _said.AppendLine(line);
    }
}
