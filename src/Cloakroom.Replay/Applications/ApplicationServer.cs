using System.Globalization;
using System.Text.Json;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Portal;

namespace Cloakroom.Replay.Applications;

/// <summary>One application as processes of its own on free loopback ports, with a directory for its data. It knows its members and nothing of Cloakroom.</summary>
internal sealed class ApplicationServer : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _started = [];
    private readonly string _directory = Directory.CreateTempSubdirectory("cloakroom-replay-application-").FullName;

    private ApplicationServer() => Sessions = new SessionFolder(Directory.CreateDirectory(Path.Combine(_directory, "sessions")).FullName);

    public Uri Address { get; private set; } = null!;

    /// <summary>Of PHP alone: the others keep their sessions in the process or in cookies.</summary>
    public SessionFolder Sessions { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="members">Who has an account.</param>
    /// <param name="assets">Its static files.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ScenarioInvalidException">It did not start.</exception>
    public static async Task<ApplicationServer> StartAsync(
        ApplicationKind kind, IEnumerable<Member> members, AssetFolder assets, CancellationToken cancellationToken)
    {
        var server = new ApplicationServer();
        try
        {
            await server.StartProcessesAsync(kind, server.Environment(kind, members, assets), cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var started in Enumerable.Reverse(_started)) await started.DisposeAsync();
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (IOException)
        {
            // A process may still be closing its files. What is left is a few kilobytes in the temporary directory.
        }
    }

    private Dictionary<string, string> Environment(ApplicationKind kind, IEnumerable<Member> members, AssetFolder assets)
    {
        var file = Path.Combine(_directory, "members.json");
        File.WriteAllText(file, JsonSerializer.Serialize(members, JsonSerializerOptions.Web));
        return new Dictionary<string, string>
        {
            ["MEMBERS"] = file,
            ["ASSETS"] = assets.Path,
            ["SESSIONS"] = kind switch
            {
                ApplicationKind.CookieSession => "cookie-session",
                ApplicationKind.ExpressSession => "express-session",
                ApplicationKind.ResilientPhp => "resilient",
                _ => "native",
            },
            ["STORAGE"] = Sessions.Path,
            ["FALLBACK"] = Directory.CreateDirectory(Path.Combine(_directory, "fallback")).FullName,
            // PHP's own server answers one request at a time otherwise.
            ["PHP_CLI_SERVER_WORKERS"] = "4",
        };
    }

    private async Task StartProcessesAsync(ApplicationKind kind, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case ApplicationKind.ExpressSession or ApplicationKind.CookieSession:
                environment["NODE_PATH"] = await NodeModules.InstallAsync(cancellationToken);
                await StartAsync("node", (_, port) => [Source("express", "server.js"), Text(port)]);
                break;
            case ApplicationKind.Php or ApplicationKind.ResilientPhp:
                await StartAsync("php", (_, port) => ["-d", "display_errors=0", "-S", $"127.0.0.1:{Text(port)}", Source("php", "index.php")]);
                break;
            case ApplicationKind.PhpFpm:
                await StartAsync(Prerequisites.PhpFpm!, (directory, port) => PhpFpm.Arguments(directory, port));
                await StartAsync("nginx", (directory, port) => PhpFpm.FrontArguments(directory, port, Address, Source("php", "index.php")));
                break;
            default:
                await StartAsync(Prerequisites.Python, (_, port) => [Source(kind == ApplicationKind.Flask ? "flask" : "django", "app.py"), Text(port)]);
                break;
        }

        async Task StartAsync(string program, Func<string, int, IReadOnlyList<string>> configure)
        {
            var process = await ServerProcess.StartAsync(program, configure, cancellationToken, environment);
            _started.Add(process);
            Address = process.Address;
        }
    }

    private static string Source(params ReadOnlySpan<string> parts) => Path.Combine([AppContext.BaseDirectory, "Applications", .. parts]);

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
