using System.Security.Claims;
using Cloakroom.Journal;
using Microsoft.AspNetCore.Authentication;

namespace Cloakroom.Sessions;

/// <summary>A session that opened: what a request works with and what the near cache keeps. Shared between requests, so immutable but for the times.</summary>
internal sealed class OpenSession
{
    private readonly SharedPrincipal? _principal;
    private readonly AuthenticationTicket? _ticket;
    private readonly UInt128 _receiverBits;
    private long _lastSeenMs;
    private long _touchedMs;
    private UseCell? _uses;

    public OpenSession(SessionRecord record, ColumnSeal columns, SessionContent content, long revision, long loadedAt, bool isInGrace = false)
    {
        // The sealed payload has been opened; keeping it as well would double the memory of every cached session.
        Record = record with { Payload = [] };
        Columns = columns;
        Data = content.Data;
        Revision = EpochRevision = revision;
        LoadedAt = loadedAt;
        IsInGrace = isInGrace;
        _ticket = content.Ticket;
        _principal = content.Ticket is null ? null : new SharedPrincipal(content.Ticket.Principal);
        _lastSeenMs = _touchedMs = record.LastSeenAt.ToUnixTimeMilliseconds();
        ExpiresAtMs = record.ExpiresAt.ToUnixTimeMilliseconds();
        IdleMs = (long)record.IdleTimeout.TotalMilliseconds;
        Bits = PublicId.BitsOf(record.Id);
        Receiver = content.Ticket is null ? null : SessionReceiver.Of(content.Ticket.Properties);
        _receiverBits = Receiver is null ? Bits : PublicId.BitsOf(Receiver.SessionId);
    }

    /// <summary>In whose browser it is, where that is somebody else's than its subject's; null mostly.</summary>
    public MixupParty? Receiver { get; }

    /// <summary>The public id, as the journal has it.</summary>
    public UInt128 Bits { get; }

    /// <summary>In whose browser it is: its own public id, mostly.</summary>
    public UInt128 PresenterBits => _receiverBits;

    public SessionRecord Record { get; }

    public ColumnSeal Columns { get; }

    public SessionDataSet Data { get; }

    /// <summary>The store's revision when the record was read or written: changes after it make this copy stale.</summary>
    public long Revision { get; }

    /// <summary>
    /// The store's revision up to which the session is known not to have been ended by an epoch. Earlier than <see cref="Revision"/> for what this
    /// node has written itself: a write is conditional on the record and not on epochs.
    /// </summary>
    public long EpochRevision { get; init; }

    /// <summary>When it was last read from the store, as a timestamp. Neither a write nor a clock that is set back makes it younger.</summary>
    public long LoadedAt { get; }

    public long ExpiresAtMs { get; }

    public long IdleMs { get; }

    /// <summary>Opened by a superseded token in its grace: good for reading, not for writing, and not cached.</summary>
    public bool IsInGrace { get; }

    public bool IsSignedIn => _principal is not null;

    public string? Subject => Record.Subject;

    public DateTimeOffset LastSeenAt => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref _lastSeenMs));

    /// <summary>When the principal was made or last validated; null for an anonymous session.</summary>
    public DateTimeOffset? IssuedAt => _ticket?.Properties.IssuedUtc;

    public SessionContent Content => new(_ticket, Data);

    /// <summary>A principal of the request's own.</summary>
    public ClaimsPrincipal? CreatePrincipal() => _principal?.CreateForRequest();

    /// <summary>Properties of the request's own; their dictionary is mutable, so it is copied.</summary>
    public AuthenticationProperties CreateProperties() => _ticket!.Properties.Items.Count == 0
        ? new AuthenticationProperties()
        : new AuthenticationProperties(new Dictionary<string, string?>(_ticket.Properties.Items, StringComparer.Ordinal));

    public bool IsExpired(long nowMs) => nowMs >= ExpiresAtMs || nowMs - Volatile.Read(ref _lastSeenMs) >= IdleMs;

    /// <summary>Notes a use.</summary>
    /// <returns>True when the store should hear of it, which one caller is told per interval.</returns>
    public bool Use(long nowMs, long touchIntervalMs)
    {
        // A plain write would do but for two requests at once, of which the earlier might win.
        if (nowMs > Volatile.Read(ref _lastSeenMs))
            Volatile.Write(ref _lastSeenMs, nowMs);
        var touched = Volatile.Read(ref _touchedMs);
        return nowMs - touched >= Math.Min(touchIntervalMs, IdleMs / 10)
            && Interlocked.CompareExchange(ref _touchedMs, nowMs, touched) == touched;
    }

    /// <summary>Notes a use by the browser that it was issued to in the journal.</summary>
    public void Note(UseJournal journal, long nowMs, bool isUnsafe, UInt128 trace) =>
        journal.Note(new UseKey(Bits, _receiverBits, UseRoute.Dynamic, IsForeign: Receiver is not null), nowMs, isUnsafe, trace, ref _uses);

    public SessionTouch Touch()
    {
        var record = Record with { LastSeenAt = LastSeenAt };
        return new SessionTouch(record.Key, record.Generation, record.LastSeenAt, Columns.Sign(record).Mac);
    }

    public SessionInfo Describe() => SessionManager.Describe(Record with { LastSeenAt = LastSeenAt });
}
