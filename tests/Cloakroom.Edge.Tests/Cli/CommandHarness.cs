using System.CommandLine;
using System.Text.Json;
using Cloakroom.Cli;
using Cloakroom.Cli.Control;
using Cloakroom.Edge.Tests.Configuration;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace Cloakroom.Edge.Tests.Cli;

/// <summary>Runs an operator's commands in this process, on a directory of its own, and keeps what the last of them wrote.</summary>
internal sealed class CommandHarness : IDisposable
{
    // The store is a real file, and this machine may pause for longer than a store may take to answer.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly Func<ControlSetting, Command[]> _commands;
    private readonly TimeProvider _time;

    /// <param name="commands">What <c>cloakroom</c> has.</param>
    /// <param name="time">By default that of this machine.</param>
    /// <param name="by">Who types.</param>
    public CommandHarness(Func<ControlSetting, Command[]> commands, TimeProvider? time = null, string by = "ann@test")
    {
        _commands = commands;
        _time = time ?? TimeProvider.System;
        var terminal = new Terminal(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_out) }), _out, _error);
        Setting = new ControlSetting(terminal, Environment, by, _time) { Limits = new StoreCallOptions { ReadTimeout = Patience, WriteTimeout = Patience } };
    }

    public ControlSetting Setting { get; }

    public TemporaryDirectory Directory { get; } = new();

    public Dictionary<string, string> Environment { get; } = [];

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public DateTimeOffset Now => _time.GetUtcNow().TruncateToMilliseconds();

    /// <summary>The file that an application would have; an edge with <see cref="Directory"/> has another.</summary>
    public string StorePath => Directory.At("app.db");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Task<int> OnStoreAsync(params string[] args) => RunAsync([.. args, "--store", StorePath]);

    public Task<int> RunAsync(params string[] args)
    {
        _out.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        return CommandLine.RunAsync(CommandLine.Root(_commands(Setting)), args, Setting.Terminal);
    }

    /// <param name="file">By default <see cref="StorePath"/>.</param>
    public async Task<SqliteStore> OpenAsync(string? file = null)
    {
        var options = new SqliteStoreOptions { Path = file is null ? StorePath : Directory.At(file), Synchronous = SqliteSynchronous.Normal, ReaderCount = 1 };
        var store = new SqliteStore(options, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        await store.OpenAsync(Ct);
        return store;
    }

    public async Task<T> WithStoreAsync<T>(Func<SqliteStore, Task<T>> use)
    {
        await using var store = await OpenAsync();
        return await use(store);
    }

    /// <summary>Appends a mix-up, that many minutes from now.</summary>
    /// <returns>Its incident.</returns>
    public Task<string> AppendAsync(string id, MixupParty owner, MixupParty presenter, int minutes = 0, MixupDisposition disposition = MixupDisposition.Exposed) =>
        WithStoreAsync(async store => (await store.AppendMixupAsync(
            new Mixup
            {
                Id = id,
                Kind = MixupKind.ForeignBinding,
                At = Now.AddMinutes(minutes),
                Disposition = disposition,
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
