using Cloakroom.Control;
using Cloakroom.Edges;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Operations;
using Cloakroom.Sessions;

namespace Cloakroom.Console.Reading;

/// <summary>The store as the console asks it: each question bounded in time.</summary>
/// <param name="store">An application's, or that of edges.</param>
/// <param name="calls">Bounds and measures.</param>
/// <param name="time">The clock.</param>
internal sealed class ConsoleStore(ICloakroomStore store, StoreCalls calls, TimeProvider time)
{
    // A store that is wrapped, as in tests of faults, may not be known for one of edges.
    private readonly IEdgeStore? _edges = store as IEdgeStore;

    public ICloakroomStore Inner => store;

    public IEdgeStore? Edges => _edges;

    /// <summary>Now, UTC, millisecond precision.</summary>
    public DateTimeOffset Now => time.GetUtcNow().TruncateToMilliseconds();

    public Task<ControlSnapshot> ReadControlAsync(CancellationToken cancellationToken) => ReadAsync("read-control", (inner, token) => inner.ReadControlAsync(0, token), cancellationToken);

    public Task<IReadOnlyList<ControlEntry>> ReadHistoryAsync(int max, CancellationToken cancellationToken) =>
        ReadAsync("read-history", (inner, token) => inner.ReadHistoryAsync(max, token), cancellationToken);

    public Task<IReadOnlyList<Incident>> ReadIncidentsAsync(int max, CancellationToken cancellationToken) =>
        ReadAsync("read-incidents", (inner, token) => inner.ReadIncidentsAsync(max, token), cancellationToken);

    public Task<IncidentFile?> FindIncidentAsync(string id, CancellationToken cancellationToken) =>
        ReadAsync("find-incident", (inner, token) => inner.FindIncidentAsync(id, token), cancellationToken);

    public Task<IReadOnlyList<MinuteTotals>> ReadMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        ReadAsync("read-minutes", (inner, token) => inner.ReadMinutesAsync(from, to, token), cancellationToken);

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<Mixup>> ReadNewestMixupsAsync(int max, CancellationToken cancellationToken)
    {
        if (_edges is not null)
            return await calls.ReadAsync("read-newest-mixups", token => _edges.ReadNewestMixupsAsync(max, token), cancellationToken);
        var lately = await ReadAsync("read-mixups", (inner, token) => inner.ReadMixupsAsync(Now - TimeSpan.FromHours(1), 10_000, token), cancellationToken);
        return [.. lately.Reverse().Take(max)];
    }

    public async Task<long> CountIssuedAsync(CancellationToken cancellationToken) =>
        _edges is null ? 0 : await calls.ReadAsync("count-issued", _edges.CountIssuedAsync, cancellationToken);

    public Task<T> ReadAsync<T>(string operation, Func<ICloakroomStore, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        calls.ReadAsync(operation, token => call(store, token), cancellationToken);

    public Task<T> WriteAsync<T>(string operation, Func<ICloakroomStore, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken) =>
        calls.WriteAsync(operation, token => call(store, token), cancellationToken);

    public Task<long> RevokeTagsAsync(IReadOnlyCollection<UInt128> tags, ControlEntry entry, CancellationToken cancellationToken) =>
        calls.WriteAsync("revoke-tags", token => _edges!.RevokeTagsAsync(tags, entry, token), cancellationToken);
}
