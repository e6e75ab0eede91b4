using Cloakroom.Cli;
using Cloakroom.Cli.Control;
using Cloakroom.Cli.Probe;
using Cloakroom.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace Cloakroom.Probe.Tests.Watching;

/// <summary>The command in process, over a store of its own.</summary>
internal sealed class WatchHarness : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("cloakroom-watch-");

    private WatchHarness() => Store = Open();

    public SqliteStore Store { get; }

    public string StoreFile => Path.Combine(_directory.FullName, "cloakroom.db");

    public string PathOf(string name) => Path.Combine(_directory.FullName, name);

    public static async Task<WatchHarness> CreateAsync()
    {
        var harness = new WatchHarness();
        await harness.Store.OpenAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(harness.PathOf("accounts.csv"), "name,user,password,email\nalice,alice,pw-alice,alice@mail.example.test\nbob,bob,pw-bob,bob@mail.example.test\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            harness.PathOf("scenario.json"),
            """
            {
              "signIn": [
                { "path": "/login", "extract": { "csrf": { "selector": "input[name=csrf]", "attribute": "value" } } },
                { "method": "POST", "path": "/login", "followRedirects": true, "form": { "user": "{user}", "password": "{password}", "csrf": "{csrf}" } }
              ],
              "identity": [ { "path": "/account", "shows": "{email}" } ],
              "markers": [ "email" ]
            }
            """,
            TestContext.Current.CancellationToken);
        return harness;
    }

    /// <summary><c>cloakroom probe watch</c>.</summary>
    public async Task<(int Status, string Out, string Error)> WatchAsync(Uri site, CancellationToken stop, params string[] more)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }), TextWriter.Synchronized(output), TextWriter.Synchronized(error));
        var setting = new ControlSetting(terminal, new Dictionary<string, string>(), "ann", TimeProvider.System);
        string[] args = ["probe", "watch", site.OriginalString, "--accounts", PathOf("accounts.csv"), "--scenario", PathOf("scenario.json"), "--rate", "500", "--time", "8s", "--every", "1s", .. more];
        var command = CommandLine.Root(ProbeCommand.Create(setting, _ => null));
        var status = await command.Parse(args).InvokeAsync(new System.CommandLine.InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, stop);
        return (status, output.ToString(), error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private SqliteStore Open() => new(new SqliteStoreOptions { Path = StoreFile, ReaderCount = 1 }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
}
