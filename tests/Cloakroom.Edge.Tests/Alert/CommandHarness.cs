using System.Text.Json;
using Cloakroom.Cli;
using Cloakroom.Cli.Alert;
using Cloakroom.Cli.Control;
using Cloakroom.Cli.Incident;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace Cloakroom.Edge.Tests.Alert;

/// <summary>Runs <c>cloakroom alert</c> and <c>cloakroom incident</c> on a store of its own, and keeps what they write.</summary>
internal sealed class CommandHarness : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public TemporaryDirectory Directory { get; } = new();

    public ManualClock Clock { get; } = new();

    public Dictionary<string, string> Environment { get; } = [];

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public DateTimeOffset Now => Clock.GetUtcNow().TruncateToMilliseconds();

    public string StorePath => Directory.At("app.db");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<int> OnStoreAsync(params string[] args) => RunAsync([.. args, "--store", StorePath]);

    public async Task<int> RunAsync(params string[] args)
    {
        _out.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var terminal = new Terminal(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_out) }), _out, _error);
        var setting = new ControlSetting(terminal, Environment, "ann@test", Clock);
        return await CommandLine.RunAsync(CommandLine.Root(IncidentCommand.Create(setting), AlertCommand.Create(setting)), args, terminal);
    }

    public async Task<T> WithStoreAsync<T>(Func<SqliteStore, Task<T>> use)
    {
        var options = new SqliteStoreOptions { Path = StorePath, Synchronous = SqliteSynchronous.Normal, ReaderCount = 1 };
        await using var store = new SqliteStore(options, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        await store.OpenAsync(Ct);
        return await use(store);
    }

    /// <summary>Appends a mix-up that was served.</summary>
    /// <returns>Its incident.</returns>
    public Task<string> AppendAsync(string id, MixupParty owner, MixupParty presenter, int minutes = 0) => WithStoreAsync(async store => (await store.AppendMixupAsync(
        new Mixup
        {
            Id = id,
            Kind = MixupKind.ForeignBinding,
            At = Now.AddMinutes(minutes),
            Disposition = MixupDisposition.Exposed,
            Owner = owner,
            Presenter = presenter,
            Route = "/me",
            Node = "web1",
        },
        Ct)).IncidentId!);

    public void Dispose()
    {
        Directory.Dispose();
        _out.Dispose();
        _error.Dispose();
    }
}
