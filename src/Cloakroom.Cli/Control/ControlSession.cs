using Cloakroom.Edges;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cloakroom.Cli.Control;

/// <summary>The store, open for one command; every call is bounded in time.</summary>
internal sealed class ControlSession : IAsyncDisposable
{
    private readonly SqliteStore _store;
    private readonly Telemetry _telemetry = new();

    private ControlSession(SqliteStore store, TimeProvider time)
    {
        _store = store;
        Calls = new StoreCalls(Options.Create(new CloakroomOptions()), time, _telemetry, NullLogger<StoreCalls>.Instance);
    }

    public StoreCalls Calls { get; }

    public ICloakroomStore Store => _store;

    public IEdgeStore Edges => _store;

    public static async Task<ControlSession> OpenAsync(string file, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = new SqliteStore(new SqliteStoreOptions { Path = file, ReaderCount = 1 }, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        var session = new ControlSession(store, time);
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

    public Task<T> AskAsync<T>(string operation, Func<IEdgeStore, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        Calls.ReadAsync(operation, token => call(_store, token), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _telemetry.Dispose();
    }
}
