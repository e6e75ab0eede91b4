using System.Diagnostics.CodeAnalysis;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Http;

/// <summary><c>HttpContext.Session</c>: the data of the request's session, with the request's own changes on top until they are committed.</summary>
/// <remarks>
/// Changes are written before the response starts, so that an answer never says what the store does not have. Two requests that write different
/// keys both win; two that write the same key differently: the second gets 409 (invariant I11). A visitor without a session gets an anonymous
/// one at the first write, which is carried over at sign-in.
/// </remarks>
internal sealed class RequestSession(RequestScope scope) : ISession
{
    private Dictionary<string, byte[]?>? _changes;

    /// <summary>The id that was shown before there was a session, to be that of the session if one is made.</summary>
    public string? AnnouncedId { get; private set; }

    public bool HasChanges => _changes is { Count: > 0 };

    public bool IsAvailable => scope.Outcome is not SessionOutcome.Unavailable && scope.Refusal is null;

    public string Id
    {
        get
        {
            scope.RequireOwnFlow();
            Open();
            return scope.Current?.Record.Id ?? (AnnouncedId ??= PublicId.Create());
        }
    }

    public IEnumerable<string> Keys
    {
        get
        {
            scope.RequireOwnFlow();
            Open();
            var keys = new List<string>();
            foreach (var key in Stored.Values.Keys)
            {
                if (_changes is null || !_changes.ContainsKey(key))
                    keys.Add(key);
            }

            foreach (var (key, value) in _changes ?? [])
            {
                if (value is not null)
                    keys.Add(key);
            }

            return keys;
        }
    }

    private SessionDataSet Stored => scope.Current?.Data ?? SessionDataSet.Empty;

    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        var own = await RequestScope.RequireAsync(scope.Context);
        await own.OpenAsync();
    }

    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        var own = await RequestScope.RequireAsync(scope.Context);
        await own.OpenAsync();
        await own.CommitAsync(cancellationToken);
    }

    public bool TryGetValue(string key, [NotNullWhen(true)] out byte[]? value)
    {
        scope.RequireOwnFlow();
        Open();
        if (_changes is null || !_changes.TryGetValue(key, out value))
            value = Stored.Values.TryGetValue(key, out var datum) ? datum.Value : null;
        // The stored bytes are shared with other requests of the session.
        value = (byte[]?)value?.Clone();
        return value is not null;
    }

    public void Set(string key, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Change(key, (byte[])value.Clone());
    }

    public void Remove(string key)
    {
        scope.RequireOwnFlow();
        Open();
        if (_changes?.ContainsKey(key) is true || Stored.Values.ContainsKey(key))
            Change(key, null);
    }

    public void Clear()
    {
        foreach (var key in Keys)
            Change(key, null);
    }

    public Dictionary<string, byte[]?>? TakeChanges()
    {
        var changes = _changes;
        _changes = null;
        return changes is { Count: > 0 } ? changes : null;
    }

    public void Forget()
    {
        _changes = null;
        AnnouncedId = null;
    }

    /// <summary>After sign-in: what was announced has become the session's or is void.</summary>
    public void Rebase() => AnnouncedId = null;

    private void Change(string key, byte[]? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        scope.RequireOwnFlow();
        Open();
        if (scope.IsStaticRoute)
        {
            throw new CloakroomException(
                CloakroomErrorCode.ResponseNotWritable, $"The route '{scope.Route}' is static: sessions are neither read nor written on it.");
        }

        if (scope.Context.Response.HasStarted && scope.Current is null)
        {
            throw new CloakroomException(
                CloakroomErrorCode.ResponseNotWritable, "The response has started, so the cookies of a new session cannot be sent any more. Write session data before the body.");
        }

        if (_changes is null)
        {
            _changes = new Dictionary<string, byte[]?>(StringComparer.Ordinal);
            scope.HoldResponse();
        }

        _changes[key] = value;
    }

    /// <summary>ISession reads synchronously. UseCloakroom has opened the session by then; only code in front of it gets here unopened, and waits.</summary>
    private void Open()
    {
        var opening = scope.OpenAsync();
        if (!opening.IsCompletedSuccessfully)
            opening.AsTask().GetAwaiter().GetResult();
    }
}
