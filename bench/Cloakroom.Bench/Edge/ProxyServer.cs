using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cloakroom.Bench.Edge;

/// <summary>A proxy, or the application, in a process of its own.</summary>
internal sealed class ProxyServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _directory;

    private ProxyServer(Process process, DirectoryInfo directory, string name, Uri address)
    {
        _process = process;
        _directory = directory;
        Name = name;
        Address = address;
    }

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>Processor time so far, with that of its workers.</summary>
    public double CpuSeconds => ProcessorTime.OfTree(_process.Id);

    /// <returns>Null where the program is not installed.</returns>
    public static async Task<ProxyServer?> StartAsync(string name, Func<string, int, ProcessStartInfo?> prepare, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory($"cloakroom-bench-{name}-");
        var port = FreePort();
        if (prepare(directory.FullName, port) is not { } start)
        {
            directory.Delete(recursive: true);
            return null;
        }

        // What servers say about their start goes nowhere; the pipe is read so that none waits for room in it.
        start.RedirectStandardError = true;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"'{name}' did not start.");
        var said = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var server = new ProxyServer(process, directory, name, new Uri($"http://127.0.0.1:{port}"));
        if (await server.AnswersAsync(cancellationToken))
            return server;
        await server.DisposeAsync();
        throw new InvalidOperationException($"'{name}' did not start: {await said}");
    }

    /// <summary>Signs users in through the proxy and checks that each is who they are.</summary>
    /// <returns>The <c>Cookie</c> header of each.</returns>
    public async Task<IReadOnlyList<string?>> SignInAsync(int users, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address };
        var cookies = new List<string?>(users);
        for (var user = 0; user < users; user++)
        {
            using var response = await client.PostAsync($"/login?user={user}", content: null, cancellationToken);
            response.EnsureSuccessStatusCode();
            var cookie = string.Join("; ", response.Headers.GetValues("Set-Cookie").Select(value => value.Split(';')[0]));
            using var request = new HttpRequestMessage(HttpMethod.Get, "/me") { Headers = { { "Cookie", cookie } } };
            using var me = await client.SendAsync(request, cancellationToken);
            var name = await me.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
            if (name != Samples.SamplePeople.NameOf(user))
                throw new InvalidOperationException($"'{Name}' took user {user} for '{name}'.");
            cookies.Add(cookie);
        }

        return cookies;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            _directory.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A worker may still be closing its files. What is left is a few kilobytes in the temporary directory.
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < 600 && !_process.HasExited; i++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, Address.Port, cancellationToken);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }

        return false;
    }
}
