using Cloakroom.Control;
using Cloakroom.Journal;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Sessions;

/// <summary>Makes, changes and ends sessions. Every change is conditional on the generation it was read at, and none creates or revives (invariant I7).</summary>
internal sealed class SessionWriter(
    ICloakroomStore store,
    StoreCalls calls,
    NearCache cache,
    ControlFeed feed,
    RecordSeal seal,
    MixupJournal journal,
    CanaryGate gate,
    IOptions<CloakroomOptions> options,
    TimeProvider time,
    ILogger<SessionWriter> logger)
{
    private const int MaxAttempts = 8;

    // Requests of one session that write at the same time take turns once they have met, or most would use up their attempts on one another.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    private readonly CloakroomOptions _options = options.Value;

    /// <summary>Makes a session under a fresh pair, and ends the one it replaces in the same transaction (invariant I2).</summary>
    /// <exception cref="CloakroomException">
    /// The store failed, sign-in is closed, the subject has too many sessions, or the key existed.
    /// </exception>
    public async Task<IssuedSession> CreateAsync(SessionDraft draft, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        await RequireOpenAsync(draft.Ticket is not null, draft.HasPass, cancellationToken);
        var heard = feed.Revision;
        var epochs = await calls.ReadAsync("read-epochs", token => store.ReadEpochsAsync(draft.Tenant, draft.Subject, token), cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var pair = SecretPair.Create();
            var (record, columns, content) = Seal(draft, epochs, pair);
            var creation = new SessionCreation(draft.Replaces?.Record.Key, draft.Subject is null ? null : Limit());
            var write = await calls.WriteAsync("create", token => store.CreateAsync(record, creation, token), cancellationToken);
            switch (write.Status)
            {
                case WriteStatus.Written:
                    if (draft.Replaces is not null || creation.Limit is not null)
                        await feed.ConfirmQuietlyAsync();
                    Log.SessionCreated(logger, record.Id, record.Subject);
                    return Issue(pair, new OpenSession(record, columns, content, write.Revision, asked) { EpochRevision = heard });
                case WriteStatus.LimitReached:
                    throw new CloakroomException(
                        CloakroomErrorCode.TooManySessions,
                        $"The subject already has {_options.Concurrent.MaxPerSubject} sessions, the most that Cloakroom:Concurrent:MaxPerSubject allows.");
                default:
                    await ReportDuplicateAsync(draft, attempt);
                    break;
            }
        }
    }

    /// <summary>Writes data, or a validated principal, on top of whatever was written meanwhile (invariant I11).</summary>
    /// <exception cref="CloakroomException">The store failed, the session has ended, or another request wrote the same key.</exception>
    public async Task<OpenSession> WriteAsync(SecretPair secrets, OpenSession session, SessionChange change, CancellationToken cancellationToken)
    {
        if (session.IsInGrace)
        {
            throw new CloakroomException(
                CloakroomErrorCode.SessionConflict, "The session was rotated while this request was under way; its data can be written with the new token only.");
        }

        var seen = session.Data;
        if (await TryWriteAsync(secrets, session, seen, change, cancellationToken) is { } written)
            return written;
        var turn = await TakeTurnAsync(secrets, cancellationToken);
        try
        {
            for (var attempt = 2; attempt <= MaxAttempts; attempt++)
            {
                session = await ReadAgainAsync(secrets, cancellationToken) ?? throw Ended();
                if (await TryWriteAsync(secrets, session, seen, change, cancellationToken) is { } later)
                    return later;
            }
        }
        finally
        {
            turn.Release();
        }

        throw Busy();
    }

    /// <returns>Null when another write came first.</returns>
    private async Task<OpenSession?> TryWriteAsync(SecretPair secrets, OpenSession session, SessionDataSet seen, SessionChange change, CancellationToken cancellationToken)
    {
        var generation = session.Record.Generation;
        var conflict = session.Data.TryMerge(change.Data, seen, generation + 1, out var merged);
        if (conflict is not null)
        {
            throw new CloakroomException(
                CloakroomErrorCode.SessionConflict, $"Another request has written the session key '{conflict}' since this request read it.");
        }

        var content = new SessionContent(change.Ticket ?? session.Content.Ticket, merged);
        var bytes = change.Ticket is null ? content.Serialize(_options.Data.MaxBytes) : content.Serialize(_options.Data.MaxBytes, out content);
        var record = session.Record with { Generation = generation + 1, LastSeenAt = session.LastSeenAt };
        record = RecordSeal.Reseal(record, session.Columns, secrets, bytes);
        var write = await calls.WriteAsync("write", token => store.WriteAsync(record, generation, token), cancellationToken);
        switch (write.Status)
        {
            case WriteStatus.Written:
                var written = new OpenSession(record, session.Columns, content, write.Revision, session.LoadedAt) { EpochRevision = session.EpochRevision };
                // What an observed foreign binding wrote must be looked at every time, as what it opens.
                if (record.BindingKey == secrets.BindingKey)
                    cache.Set(secrets.CacheKey, written);
                return written;
            case WriteStatus.Conflict:
                return null;
            default:
                cache.Remove(secrets.CacheKey);
                throw Ended();
        }
    }

    private async Task<SemaphoreSlim> TakeTurnAsync(SecretPair secrets, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)secrets.TokenKey.GetHashCode() % (uint)_turns.Length];
        try
        {
            return await turn.WaitAsync(_options.Store.WriteTimeout, cancellationToken) ? turn : throw Busy();
        }
        catch (OperationCanceledException e)
        {
            throw new CloakroomException(CloakroomErrorCode.StoreUnavailable, "The wait for other writes of the session was cancelled.", e);
        }
    }

    /// <summary>Continues the session under a new token; the binding stays, so that the response that carries the token carries one half only.</summary>
    public async Task<IssuedSession> RotateAsync(SecretPair secrets, OpenSession session, SessionRotation rotation, CancellationToken cancellationToken)
    {
        await RequireOpenAsync(isSignIn: false, rotation.HasPass, cancellationToken);
        var heard = Math.Min(feed.Revision, session.EpochRevision);
        var epochs = await EpochsAfterAsync(session.Record, rotation.Tenant, cancellationToken);
        for (var attempt = 1; attempt <= MaxAttempts && !session.IsInGrace; attempt++)
        {
            var now = Now();
            var pair = SecretPair.Create();
            // A token that came without its binding, which only an observing rule lets in, gets both halves anew.
            if (session.Record.BindingKey == secrets.BindingKey)
                pair.Binding = secrets.Binding;
            var bytes = new SessionContent(rotation.Ticket ?? session.Content.Ticket, session.Data.InNewRecord()).Serialize(_options.Data.MaxBytes, out var content);
            var (record, columns) = seal.SealNew(
                session.Record with
                {
                    Key = pair.TokenKey,
                    BindingKey = pair.BindingKey,
                    Seal = Sealing(),
                    Generation = 1,
                    Tenant = rotation.Tenant,
                    AuthenticatedAt = rotation.IsReauthenticated ? now : session.Record.AuthenticatedAt,
                    LastSeenAt = now,
                    Epochs = epochs,
                },
                pair,
                bytes);
            var key = session.Record.Key;
            var generation = session.Record.Generation;
            var graceUntil = now + LifetimeOf(session.Record.IsPersistent).RotationGrace;
            var write = await calls.WriteAsync(
                "rotate", token => store.RotateAsync(key, generation, record, now, graceUntil, token), cancellationToken);
            switch (write.Status)
            {
                case WriteStatus.Written:
                    cache.Remove(secrets.CacheKey);
                    await feed.ConfirmQuietlyAsync();
                    return Issue(pair, new OpenSession(record, columns, content, write.Revision, session.LoadedAt) { EpochRevision = heard });
                case WriteStatus.Conflict:
                    session = await ReadAgainAsync(secrets, cancellationToken) ?? throw Ended();
                    break;
                case WriteStatus.Duplicate:
                    await ReportDuplicateAsync(session.Record.Party, attempt);
                    break;
                default:
                    throw Ended();
            }
        }

        throw Busy();
    }

    /// <summary>The epochs to go on with. One that moves to another tenant takes that tenant's, unless an epoch has ended it already.</summary>
    private async Task<EpochStamp> EpochsAfterAsync(SessionRecord record, string? tenant, CancellationToken cancellationToken)
    {
        if (tenant == record.Tenant)
            return record.Epochs;
        var before = await calls.ReadAsync("read-epochs", token => store.ReadEpochsAsync(record.Tenant, record.Subject, token), cancellationToken);
        if (before != record.Epochs)
            throw Ended();
        var after = await calls.ReadAsync("read-epochs", token => store.ReadEpochsAsync(tenant, record.Subject, token), cancellationToken);
        return record.Epochs with { Tenant = after.Tenant };
    }

    /// <summary>Ends the session, durably, and at once on this node.</summary>
    /// <exception cref="CloakroomException">The store failed: the session may be live still, and the caller must say so.</exception>
    public async Task RevokeAsync(SecretPair secrets, OpenSession session, CancellationToken cancellationToken)
    {
        var now = Now();
        await calls.WriteAsync("revoke", token => store.RevokeAsync(session.Record.Key, now, token), cancellationToken);
        cache.Remove(secrets.CacheKey);
        await feed.ConfirmQuietlyAsync();
        Log.SessionEnded(logger, session.Record.Id, session.Subject);
    }

    private (SessionRecord Record, ColumnSeal Columns, SessionContent Content) Seal(SessionDraft draft, EpochStamp epochs, in SecretPair pair)
    {
        var now = Now();
        var lifetime = LifetimeOf(draft.IsPersistent);
        var expires = now + lifetime.AbsoluteTimeout;
        if (draft.ExpiresAt < expires)
            expires = draft.ExpiresAt.Value.TruncateToMilliseconds();
        var bytes = new SessionContent(draft.Ticket, draft.Data.InNewRecord()).Serialize(_options.Data.MaxBytes, out var content);
        var (record, columns) = seal.SealNew(
            new SessionRecord
            {
                Key = pair.TokenKey,
                BindingKey = pair.BindingKey,
                Id = draft.Id ?? PublicId.Create(),
                Seal = Sealing(),
                Subject = draft.Subject,
                Tenant = draft.Tenant,
                ClientLabel = draft.ClientLabel,
                CreatedAt = now,
                AuthenticatedAt = draft.Ticket is null ? null : now,
                LastSeenAt = now,
                ExpiresAt = expires,
                IdleTimeout = lifetime.IdleTimeout,
                IsPersistent = draft.IsPersistent,
                Epochs = epochs,
            },
            pair,
            bytes);
        return (record, columns, content);
    }

    /// <summary>Asks the store itself: a mode that an operator has just set must hold for the next sign-in on any node.</summary>
    private async Task RequireOpenAsync(bool isSignIn, bool hasPass, CancellationToken cancellationToken)
    {
        await feed.ConfirmAsync(cancellationToken);
        var mode = hasPass ? CloakroomMode.Open : feed.Mode.Mode;
        if (mode == CloakroomMode.Closed)
            throw new CloakroomException(CloakroomErrorCode.Closed, "Sessions are closed by an operator.");
        if (mode == CloakroomMode.ReadOnly)
            throw new CloakroomException(CloakroomErrorCode.ReadOnly, "Sessions are read-only, by an operator.");
        if (isSignIn && mode == CloakroomMode.SignInClosed)
            throw new CloakroomException(CloakroomErrorCode.SignInClosed, "Sign-in is closed by an operator.");
        if (isSignIn && !gate.IsSignInAllowed)
            throw new CloakroomException(CloakroomErrorCode.SignInClosed, "Sign-in is closed on this node because its canary read back wrong.");
    }

    private async Task<OpenSession?> ReadAgainAsync(SecretPair secrets, CancellationToken cancellationToken)
    {
        var key = secrets.TokenKey;
        var asked = time.GetTimestamp();
        var stored = await calls.ReadAsync("read", token => store.ReadAsync(key, token), cancellationToken);
        if (stored is null || stored.Record.Status != RecordStatus.Live || stored.Record.Epochs != stored.Epochs)
            return null;
        if (seal.Open(stored.Record, secrets, out var columns, out var content) != SealStatus.Opened)
            throw new CloakroomException(CloakroomErrorCode.ForeignRecord, "The store answered with a record that does not open.");
        return new OpenSession(stored.Record, columns!, SessionContent.Deserialize(content), stored.Revision, asked);
    }

    private IssuedSession Issue(SecretPair pair, OpenSession session)
    {
        cache.Set(pair.CacheKey, session);
        return new IssuedSession(pair, session);
    }

    private Task ReportDuplicateAsync(SessionDraft draft, int attempt) => ReportDuplicateAsync(new MixupParty(draft.Subject, null) { Tenant = draft.Tenant }, attempt);

    private async Task ReportDuplicateAsync(MixupParty presenter, int attempt)
    {
        var blocks = await journal.ReportBlockedAsync(
            MixupKind.DuplicateIssue, MixupParty.Unknown, presenter, "", "The store says that a freshly generated session key exists already.");
        if (blocks || attempt == MaxAttempts)
            throw new CloakroomException(CloakroomErrorCode.DuplicateIssue, "The store says that a freshly generated session key exists already.");
    }

    private SessionLimit? Limit() => _options.Concurrent.MaxPerSubject is { } max
        ? new SessionLimit(max, _options.Concurrent.AtLimit == ConcurrentSessionPolicy.EndOldest)
        : null;

    private SessionLifetimeOptions LifetimeOf(bool isPersistent) => isPersistent ? _options.RememberMe : _options.Lifetime;

    private SealKind Sealing() => _options.Rules.ForeignBinding == RuleMode.Enforce ? SealKind.TokenAndBinding : SealKind.TokenOnly;

    private DateTimeOffset Now() => time.GetUtcNow().TruncateToMilliseconds();

    private static CloakroomException Busy() =>
        new(CloakroomErrorCode.SessionConflict, "The session was rotated or written by other requests at the same time; try again.");

    private static CloakroomException Ended() => new(CloakroomErrorCode.SessionEnded, "The session ended while the request was running.");
}
