using System.Security.Claims;
using Cloakroom.Control;
using Cloakroom.Http;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Sessions;

internal sealed class SessionManager(ICloakroomStore store, StoreCalls calls, RecordSeal seal, ControlFeed feed, ICloakroomControl control, TimeProvider time)
    : ISessionManager
{
    private const int MaxListed = 1000;

    public async Task<IReadOnlyList<SessionInfo>> ListAsync(string subject, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        var stored = await calls.ReadAsync("list", token => store.ListAsync(subject, MaxListed, token), cancellationToken);
        var now = time.GetUtcNow();
        var sessions = new List<SessionInfo>(stored.Count);
        foreach (var (record, epochs, _, _) in stored)
        {
            // What another user's list would show is a leak too: rows count only when they prove to be this subject's.
            if (record.Subject == subject
                && record.Epochs == epochs
                && now < record.ExpiresAt
                && now - record.LastSeenAt < record.IdleTimeout
                && seal.VerifyColumns(record, out _) == SealStatus.Opened)
            {
                sessions.Add(Describe(record));
            }
        }

        return sessions;
    }

    public async Task<bool> EndAsync(string subject, string sessionId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        var now = time.GetUtcNow().TruncateToMilliseconds();
        var ended = await calls.WriteAsync("revoke-by-id", token => store.RevokeByIdAsync(subject, sessionId, now, token), cancellationToken);
        if (ended)
            await feed.ConfirmQuietlyAsync();
        return ended;
    }

    public async Task<int> EndOthersAsync(HttpContext context, CancellationToken cancellationToken = default)
    {
        var scope = await RequestScope.RequireAsync(context);
        await scope.OpenAsync();
        var current = scope.Current?.Record;
        if (current?.Subject is not { } subject)
            throw new InvalidOperationException("The request has no signed-in session whose other sessions could be ended.");
        var ended = 0;
        while (true)
        {
            // Lists are bounded, so a subject with more sessions than one list holds takes several.
            var before = ended;
            foreach (var session in await ListAsync(subject, cancellationToken))
            {
                if (session.Id != current.Id && await EndAsync(subject, session.Id, cancellationToken))
                    ended++;
            }

            if (ended == before)
                return ended;
        }
    }

    public Task EndAllAsync(string subject, string by, string why, CancellationToken cancellationToken = default) =>
        control.RevokeSubjectAsync(subject, by, why, cancellationToken);

    public async Task RotateAsync(
        HttpContext context, ClaimsPrincipal? principal = null, bool reauthenticated = false, CancellationToken cancellationToken = default)
    {
        var scope = await RequestScope.RequireAsync(context);
        await scope.RotateAsync(principal, reauthenticated, cancellationToken);
    }

    internal static SessionInfo Describe(SessionRecord record) => new(
        record.Id,
        record.Subject,
        record.Tenant,
        record.ClientLabel,
        record.CreatedAt,
        record.AuthenticatedAt,
        record.LastSeenAt,
        record.ExpiresAt,
        record.IsPersistent);
}
