using Cloakroom.Control;
using Cloakroom.Journal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Sessions;

/// <summary>Turns the two halves that a request brings into an outcome: near cache, else store; seal; status, epochs, times.</summary>
internal sealed class SessionOpener(
    ICloakroomStore store,
    StoreCalls calls,
    NearCache cache,
    ControlFeed feed,
    RecordSeal seal,
    MixupJournal journal,
    TouchWriter touches,
    IOptions<CloakroomOptions> options,
    TimeProvider time,
    Telemetry telemetry,
    ILogger<SessionOpener> logger)
{
    private readonly long _touchIntervalMs = (long)options.Value.Lifetime.TouchInterval.TotalMilliseconds;
    private readonly long _rememberedTouchIntervalMs = (long)options.Value.RememberMe.TouchInterval.TotalMilliseconds;

    /// <summary>The whole of a warm request: one hash, one look-up, no store call.</summary>
    /// <param name="secrets">Both halves.</param>
    /// <param name="pass">Whether the mode does not concern the request.</param>
    /// <param name="session">What was opened.</param>
    /// <exception cref="CloakroomException">The mode is <see cref="CloakroomMode.Closed"/>.</exception>
    public bool TryOpenCached(in SecretPair secrets, ModePass pass, out OpenSession session)
    {
        session = null!;
        if (!cache.IsEnabled || !feed.IsFresh)
            return false;
        RequireServing(feed.Mode.Mode, pass);
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!cache.TryGet(secrets.CacheKey, out session) || !feed.IsCurrent(session) || session.IsExpired(nowMs))
            return false;
        Use(session, nowMs);
        telemetry.Request(SessionOutcome.Valid, fromCache: true);
        return true;
    }

    /// <summary>Opens through the store.</summary>
    /// <param name="secrets">Both halves; a default binding when the request brought none.</param>
    /// <param name="hasBinding">Whether it brought one.</param>
    /// <param name="pass">Whether the mode does not concern the request.</param>
    /// <param name="route">For mix-ups.</param>
    /// <param name="cancellationToken">The request's.</param>
    /// <exception cref="CloakroomException">
    /// <see cref="CloakroomErrorCode.StoreUnavailable"/>, <see cref="CloakroomErrorCode.ForeignRecord"/> or <see cref="CloakroomErrorCode.Closed"/>.
    /// </exception>
    public async Task<OpenResult> OpenAsync(SecretPair secrets, bool hasBinding, ModePass pass, string route, CancellationToken cancellationToken)
    {
        try
        {
            var result = await ReadThroughAsync(secrets, hasBinding, pass, route, cancellationToken);
            telemetry.Request(result.Outcome, fromCache: false);
            return result;
        }
        catch (CloakroomException e)
        {
            telemetry.Request(e.Code == CloakroomErrorCode.ForeignRecord ? SessionOutcome.Foreign : SessionOutcome.Unavailable, fromCache: false);
            throw;
        }
    }

    private async Task<OpenResult> ReadThroughAsync(SecretPair secrets, bool hasBinding, ModePass pass, string route, CancellationToken cancellationToken)
    {
        var key = secrets.TokenKey;
        var asked = time.GetTimestamp();
        var stored = await calls.ReadAsync("read", token => store.ReadAsync(key, token), cancellationToken);
        if (stored is null)
            return OpenResult.Of(SessionOutcome.Missing);
        RequireServing(stored.Mode, pass);

        var record = stored.Record;
        byte[] content = [];
        ColumnSeal? columns = null;
        var status = record.Key == key ? seal.Open(record, secrets, out columns, out content) : SealStatus.Broken;
        var now = time.GetUtcNow();
        switch (status)
        {
            case SealStatus.Opened or SealStatus.OtherBinding:
                break;
            case SealStatus.Broken:
                return await ReportForeignRecordAsync(route);
            case SealStatus.KeyRevoked:
                return OpenResult.Of(SessionOutcome.Revoked);
            // Denying on columns that cannot be verified is the safe direction, and lets an operator end what a lost key ring left behind.
            case SealStatus.KeyUnavailable or SealStatus.UnknownFormat when record.Epochs != stored.Epochs || record.Status == RecordStatus.Revoked:
                return OpenResult.Of(SessionOutcome.Revoked);
            case SealStatus.KeyUnavailable:
                Log.KeyUnavailable(logger);
                throw new CloakroomException(CloakroomErrorCode.StoreUnavailable, "The key ring lacks the session's key.");
            case SealStatus.UnknownFormat:
                Log.UnknownFormat(logger, record.Format);
                throw new CloakroomException(CloakroomErrorCode.StoreUnavailable, $"The session's record has format {record.Format}.");
            default:
                throw new InvalidOperationException($"Unknown seal status {status}.");
        }

        // The record is authentic. A session that is over is over for whoever asks; only a valid one can be somebody else's.
        var outcome = Judge(stored, now);
        var isOwnBinding = hasBinding && record.BindingKey == secrets.BindingKey;
        if (outcome == SessionOutcome.Revoked && record.Status == RecordStatus.Superseded && record.Epochs == stored.Epochs)
            await ReportSupersededAsync(record, route, cancellationToken);
        if (outcome != SessionOutcome.Valid)
            return OpenResult.Of(outcome) with { Bearer = isOwnBinding ? BearerOf(record, content) : null };
        var presenter = MixupParty.Unknown;
        if (!isOwnBinding)
        {
            if (pass == ModePass.Verify && journal.RuleFor(MixupKind.ForeignBinding) == RuleMode.Enforce)
                return OpenResult.Of(SessionOutcome.Foreign);
            presenter = await FindPresenterAsync(secrets, hasBinding, cancellationToken);
            var blocks = await ReportForeignBindingAsync(record, presenter, hasBinding, route, isOpen: status == SealStatus.Opened);
            if (blocks || status != SealStatus.Opened)
                return OpenResult.Of(SessionOutcome.Foreign);
        }

        OpenSession session;
        try
        {
            session = new OpenSession(
                record, columns!, SessionContent.Deserialize(content), stored.Revision, asked, isInGrace: record.Status == RecordStatus.Superseded);
        }
        catch (InvalidDataException)
        {
            Log.UnknownFormat(logger, record.Format);
            throw new CloakroomException(CloakroomErrorCode.StoreUnavailable, "The session's content was written by another version.");
        }

        Use(session, now.ToUnixTimeMilliseconds());
        // What an observed foreign binding opened must be looked at every time, so only the browser's own pair is cached.
        if (!session.IsInGrace && isOwnBinding)
            cache.Set(secrets.CacheKey, session);
        return new OpenResult(SessionOutcome.Valid, session, stored.Mode) { ForeignPresenter = isOwnBinding ? null : presenter };
    }

    private static SessionOutcome Judge(StoredSession stored, DateTimeOffset now)
    {
        var record = stored.Record;
        if (record.Epochs != stored.Epochs || record.Status == RecordStatus.Revoked)
            return SessionOutcome.Revoked;
        if (now >= record.ExpiresAt || now - record.LastSeenAt >= record.IdleTimeout)
            return SessionOutcome.Expired;
        return record.Status == RecordStatus.Superseded && !(now <= record.GraceUntil) ? SessionOutcome.Revoked : SessionOutcome.Valid;
    }

    /// <summary>In whose browser a session is that is over.</summary>
    private static MixupParty BearerOf(SessionRecord record, byte[] content)
    {
        try
        {
            return SessionContent.Deserialize(content).Ticket is { } ticket && SessionReceiver.Of(ticket.Properties) is { } receiver ? receiver : record.Party;
        }
        catch (InvalidDataException)
        {
            // Of another version. Nothing is served on it, so its own word is good enough.
            return record.Party;
        }
    }

    private void Use(OpenSession session, long nowMs)
    {
        if (session.Use(nowMs, session.Record.IsPersistent ? _rememberedTouchIntervalMs : _touchIntervalMs) && !session.IsInGrace)
            touches.Enqueue(session);
    }

    /// <summary>Whose the binding is that came with a token of somebody else.</summary>
    private async Task<MixupParty> FindPresenterAsync(SecretPair secrets, bool hasBinding, CancellationToken cancellationToken)
    {
        if (!hasBinding)
            return MixupParty.Unknown;
        try
        {
            var bindingKey = secrets.BindingKey;
            var theirs = await calls.ReadAsync("find-by-binding", token => store.FindByBindingAsync(bindingKey, token), cancellationToken);
            if (theirs is not null && theirs.BindingKey == bindingKey && seal.VerifyColumns(theirs, out _) == SealStatus.Opened)
                return theirs.Party;
        }
        catch (CloakroomException)
        {
            // Who presented it stays unknown; the mix-up itself is reported all the same.
        }

        return MixupParty.Unknown;
    }

    private Task<bool> ReportForeignBindingAsync(SessionRecord record, MixupParty presenter, bool hasBinding, string route, bool isOpen) => journal.ReportAsync(
        MixupKind.ForeignBinding,
        // What stays closed is served to nobody, whether or not the rule would let it.
        isOpen ? journal.RuleFor(MixupKind.ForeignBinding) : RuleMode.Enforce,
        record.Party,
        presenter,
        route,
        hasBinding ? "The token of one session came with the binding of another." : "A session token came without a binding.");

    private async Task<OpenResult> ReportForeignRecordAsync(string route)
    {
        // Neither side can be named: a record that does not open proves nothing about whose it is.
        var blocks = await journal.ReportBlockedAsync(
            MixupKind.ForeignRecord, MixupParty.Unknown, MixupParty.Unknown, route, "The store answered a session's key with a record that does not open.");
        return blocks
            ? throw new CloakroomException(CloakroomErrorCode.ForeignRecord, "The store answered with a record that does not open.")
            : OpenResult.Of(SessionOutcome.Foreign);
    }

    private async Task ReportSupersededAsync(SessionRecord record, string route, CancellationToken cancellationToken)
    {
        var owner = record.Party;
        if (!await journal.ReportBlockedAsync(MixupKind.Superseded, owner, MixupParty.Unknown, route, "A token that was rotated away came back after its grace."))
            return;
        // Somebody holds an old token of this session: thief or owner, nobody can say, so the session ends (OAuth 2.0 Security BCP, RFC 9700 section 4.14.2).
        var now = time.GetUtcNow().TruncateToMilliseconds();
        await calls.WriteAsync("revoke", token => store.RevokeAsync(record.Key, now, token), cancellationToken);
        await feed.ConfirmQuietlyAsync();
    }

    private static void RequireServing(CloakroomMode mode, ModePass pass)
    {
        if (mode == CloakroomMode.Closed && pass == ModePass.None)
            throw new CloakroomException(CloakroomErrorCode.Closed, "Sessions are closed by an operator.");
    }
}

/// <param name="Outcome">Never <see cref="SessionOutcome.Unavailable"/>, which is an exception.</param>
/// <param name="Session">Set when valid.</param>
/// <param name="Mode">The mode that was in force along with it.</param>
internal readonly record struct OpenResult(SessionOutcome Outcome, OpenSession? Session, CloakroomMode Mode)
{
    /// <summary>Who it is that presents the session, where that is somebody else than its owner and the rule only observes.</summary>
    public MixupParty? ForeignPresenter { get; init; }

    /// <summary>Whose browser has brought it, where it is over and its binding came along: good for naming them, for nothing else.</summary>
    public MixupParty? Bearer { get; init; }

    public static OpenResult Of(SessionOutcome outcome) => new(outcome, null, CloakroomMode.Open);
}
