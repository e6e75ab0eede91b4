using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Console.Reading;

/// <summary>What is found under a name: sessions of a subject, one session by its id, or a tag of the edges.</summary>
/// <param name="Query">What was asked for.</param>
/// <param name="Subject">Whose sessions these are; null when nobody's were found.</param>
/// <param name="Sessions">Live ones, newest first, at most <see cref="MaxSessions"/>.</param>
/// <param name="Named">The id that was asked for, to be marked among them.</param>
/// <param name="Ended">The session that was asked for by its id, when it is over or nobody's.</param>
/// <param name="Tag">Set when edges may know it: 22 characters.</param>
/// <param name="IsVerified">Whether the records were proven to be this subject's; only an application that has the keys can.</param>
internal sealed record SessionSearch(
    string Query, string? Subject, IReadOnlyList<SessionInfo> Sessions, string? Named, SessionInfo? Ended, string? Tag, bool IsVerified)
{
    public const int MaxSessions = 200;

    public static async Task<SessionSearch> RunAsync(ConsoleStore store, ISessionManager? manager, string query, CancellationToken cancellationToken)
    {
        var id = query.StartsWith(MixupParty.Browser, StringComparison.Ordinal) ? query[MixupParty.Browser.Length..] : query;
        var isId = PublicId.BitsOf(id) != 0;
        var found = isId ? await store.ReadAsync("find-by-id", (inner, token) => inner.FindByIdAsync(id, token), cancellationToken) : null;
        var subject = found is null ? query : found.Subject;
        var sessions = subject is null ? [] : await ListAsync(store, manager, subject, cancellationToken);
        return new SessionSearch(
            query,
            found is null && isId && sessions.Count == 0 ? null : subject,
            sessions,
            found?.Id,
            found is not null && !sessions.Any(session => session.Id == found.Id) ? SessionManager.Describe(found) : null,
            isId && found is null && store.Edges is not null ? id : null,
            manager is not null);
    }

    public static async Task<IReadOnlyList<SessionInfo>> ListAsync(ConsoleStore store, ISessionManager? manager, string subject, CancellationToken cancellationToken)
    {
        if (manager is not null)
            return [.. (await manager.ListAsync(subject, cancellationToken)).Take(MaxSessions)];

        // Alone, the console has no keys: what is listed is what the store says.
        var stored = await store.ReadAsync("list", (inner, token) => inner.ListAsync(subject, MaxSessions, token), cancellationToken);
        var now = store.Now;
        return [.. stored.Where(one => one.Record.Epochs == one.Epochs && IsLive(one.Record, now)).Select(one => SessionManager.Describe(one.Record))];
    }

    private static bool IsLive(SessionRecord record, DateTimeOffset now) => now < record.ExpiresAt && now - record.LastSeenAt < record.IdleTimeout;
}
