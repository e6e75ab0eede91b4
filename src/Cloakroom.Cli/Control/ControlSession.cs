using Cloakroom.Control;
using Cloakroom.Edge.Sealing;
using Cloakroom.Edges;
using Cloakroom.Journal;
using Cloakroom.Probe.Inputs;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cloakroom.Cli.Control;

/// <summary>The store, open for one command; every call is bounded in time.</summary>
internal sealed class ControlSession : IAsyncDisposable
{
    private readonly SqliteStore _store;

    private ControlSession(SqliteStore store, ControlSetting setting)
    {
        _store = store;
        Calls = new StoreCalls(Options.Create(new CloakroomOptions { Store = setting.Limits }), setting.Time, Telemetry, NullLogger<StoreCalls>.Instance);
    }

    public Telemetry Telemetry { get; } = new();

    public StoreCalls Calls { get; }

    public ICloakroomStore Store => _store;

    public IEdgeStore Edges => _store;

    private static async Task<ControlSession> OpenAsync(string file, ControlSetting setting, CancellationToken cancellationToken)
    {
        var store = new SqliteStore(new SqliteStoreOptions { Path = file, ReaderCount = 1 }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        var session = new ControlSession(store, setting);
        try
        {
            await store.OpenAsync(cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the store for one command; what keeps it from its end is said in a line.</summary>
    /// <param name="setting">What the command runs in.</param>
    /// <param name="file">Finds the store's file.</param>
    /// <param name="run">The command.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ControlSetting setting, Func<string> file, Func<ControlSession, Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await OpenAsync(file(), setting, cancellationToken);
            return await run(session);
        }
        catch (InputException e)
        {
            foreach (var problem in e.Problems)
                setting.Terminal.Error.WriteLine($"cloakroom: {Text.Printable(problem.ToString())}");
            return ExitCode.Failure;
        }
        catch (Exception e) when (e is ControlException or CloakroomException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            setting.Terminal.Error.WriteLine($"cloakroom: {Text.Printable(e.Message)}");
            return ExitCode.Failure;
        }
    }

    public Task<T> AskAsync<T>(string operation, Func<IEdgeStore, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        Calls.ReadAsync(operation, token => call(_store, token), cancellationToken);

    public Task<IReadOnlyList<Node>> ReadNodesAsync(CancellationToken cancellationToken) =>
        AskAsync("read-nodes", (store, token) => store.ReadNodesAsync(token), cancellationToken);

    public Task<ControlRevisions> ReadRevisionsAsync(CancellationToken cancellationToken) =>
        AskAsync("read-revisions", (store, token) => store.ReadRevisionsAsync(token), cancellationToken);

    public Task<ModeState> ReadModeAsync(CancellationToken cancellationToken) =>
        Calls.ReadAsync("read-control", async token => (await Store.ReadControlAsync(0, token)).Mode, cancellationToken);

    /// <summary>Whether edges have this store: the first one leaves the key of tags in it.</summary>
    public async Task<bool> HasEdgesAsync(CancellationToken cancellationToken) =>
        await AskAsync("read-secret", (store, token) => store.ReadSecretAsync(TagKey.Name, token), cancellationToken) is not null
        || (await ReadNodesAsync(cancellationToken)).Any(node => node.Kind == NodeKind.Edge)
        || await AskAsync("count-issued", (store, token) => store.CountIssuedAsync(token), cancellationToken) > 0;

    /// <summary>Whether applications keep their sessions in this store.</summary>
    public async Task<bool> HasApplicationsAsync(CancellationToken cancellationToken) =>
        (await ReadNodesAsync(cancellationToken)).Any(node => node.Kind == NodeKind.Application)
        || await AskAsync("has-sessions", (store, token) => store.HasSessionsAsync(token), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Telemetry.Dispose();
    }
}
