using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cloakroom.Bench.Servers;

namespace Cloakroom.Bench.Probe;

/// <summary>nginx with files of several sizes, and an application, each in a process of its own.</summary>
internal sealed class PageServers : IAsyncDisposable
{
    private static readonly string[] NginxPlaces = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"];

    private static readonly (string Name, int Size)[] Files = [("2k", 2_000), ("10k", 10_000), ("100k", 100_000)];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("cloakroom-bench-probe-");
    private readonly List<Process> _processes = [];

    /// <summary>Name and address of each page.</summary>
    public List<(string Name, Uri Url)> Pages { get; } = [];

    public static async Task<PageServers> StartAsync(CancellationToken cancellationToken)
    {
        var servers = new PageServers();
        await servers.StartNginxAsync(cancellationToken);
        await servers.StartApplicationAsync(cancellationToken);
        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            // The application ends with its standard input; nginx has to be told.
            if (process.StartInfo.RedirectStandardInput)
                process.StandardInput.Close();
            else
                process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    private async Task StartNginxAsync(CancellationToken cancellationToken)
    {
        var nginx = NginxPlaces.FirstOrDefault(File.Exists);
        if (nginx is null)
            return;
        foreach (var (name, size) in Files)
            await File.WriteAllTextAsync(Path.Combine(_directory.FullName, name + ".html"), Page(size), cancellationToken);
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var directory = _directory.FullName;
        var file = Path.Combine(directory, "nginx.conf");
        await File.WriteAllTextAsync(file, $$"""
            daemon off;
            worker_processes 1;
            user root;
            pid {{directory}}/nginx.pid;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_body_temp_path {{directory}}/body;
              proxy_temp_path {{directory}}/proxy;
              fastcgi_temp_path {{directory}}/fastcgi;
              uwsgi_temp_path {{directory}}/uwsgi;
              scgi_temp_path {{directory}}/scgi;
              keepalive_requests 100000000;
              sendfile on;
              open_file_cache max=100;
              types { text/html html; }
              server { listen 127.0.0.1:{{port}} backlog=1024; root {{directory}}; }
            }
            """, cancellationToken);
        _processes.Add(Process.Start(new ProcessStartInfo(nginx, ["-p", directory, "-c", file, "-e", Path.Combine(directory, "error.log")]))!);
        var site = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        await WaitForAsync(site, cancellationToken);
        foreach (var (name, _) in Files)
            Pages.Add(($"nginx {name}", new Uri(site, name + ".html")));
    }

    private async Task StartApplicationAsync(CancellationToken cancellationToken)
    {
        var start = OwnProgram.With(ProbeServeCommand.Name);
        start.RedirectStandardOutput = true;
        var process = Process.Start(start)!;
        _processes.Add(process);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!line.StartsWith(ProbeServeCommand.Listening, StringComparison.Ordinal))
                continue;
            Pages.Add(("application", new Uri(new Uri(line[ProbeServeCommand.Listening.Length..]), "/page")));
            return;
        }

        throw new InvalidOperationException("The application ended before it listened.");
    }

    private static async Task WaitForAsync(Uri site, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(site.Host, site.Port, cancellationToken);
                return;
            }
            catch (SocketException) when (attempt < 100)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    private static string Page(int size)
    {
        var page = new StringBuilder("<!doctype html><title>Page</title>\n");
        for (var row = 0; page.Length < size; row++)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"row\">Line {row} of an ordinary page with words, numbers {row * 7919} and <a href=\"/{row}\">links</a>.</p>\n");
        return page.ToString(0, size);
    }
}
