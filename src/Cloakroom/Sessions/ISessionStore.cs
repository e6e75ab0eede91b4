using Cloakroom.Control;

namespace Cloakroom.Sessions;

/// <summary>Where session records live. These comments are the contract; <c>StoreCompliance</c> in the tests is its proof.</summary>
/// <remarks>
/// <para>A record that is missing, ended or of another layout is a <em>result</em>. An exception means that the store failed and that nothing is
/// known. A write that returns is durable: killing the process with <c>-9</c> right after does not lose it. A write that throws may or
/// may not have happened.</para>
/// <para>A store neither opens nor interprets records, judges nothing by a clock of its own, and is trusted with nothing: callers verify
/// what it answers. All members are safe to call concurrently. Callers bound every call in time.</para>
/// <para>Whatever fails is a <see cref="CloakroomException"/> (misuse an <see cref="ArgumentException"/>); a call that is given up is an <see cref="OperationCanceledException"/>,
/// and its effect is unknown unless it was given up before it began. The three members of a record that belong to the store
/// (<see cref="SessionRecord.Status"/>, <see cref="SessionRecord.EndedAt"/>, <see cref="SessionRecord.GraceUntil"/>) are ignored on the way in.
/// Newest is by <see cref="SessionRecord.CreatedAt"/>, and among equals by when the store got it.</para>
/// </remarks>
internal interface ISessionStore
{
    /// <summary>Inserts a record if its key is absent, atomically with what must happen along with it.</summary>
    /// <param name="record">A live record.</param>
    /// <param name="creation">What else belongs to the same transaction.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>
    /// <see cref="WriteStatus.Written"/>; <see cref="WriteStatus.Duplicate"/> when the key exists (nothing was changed); or
    /// <see cref="WriteStatus.LimitReached"/> when the subject's limit refuses (nothing was changed).
    /// </returns>
    ValueTask<StoreWrite> CreateAsync(SessionRecord record, SessionCreation creation, CancellationToken cancellationToken);

    /// <summary>Reads a record whatever its status, along with the epochs and mode now in force, all as of one moment.</summary>
    /// <returns>Null when there is no such record. Epochs that never advanced, or have no name, are 0.</returns>
    ValueTask<StoredSession?> ReadAsync(RecordKey key, CancellationToken cancellationToken);

    /// <summary>Reads the newest record that has this binding, whatever its status; null when there is none.</summary>
    ValueTask<SessionRecord?> FindByBindingAsync(RecordKey bindingKey, CancellationToken cancellationToken);

    /// <summary>Replaces a live record whose stored generation is <paramref name="expectedGeneration"/>. Never creates, never revives.</summary>
    /// <param name="record">What to store, under its key. Its generation is greater than the expected one, or two writers could both win.</param>
    /// <param name="expectedGeneration">The generation that the caller has read.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>
    /// <see cref="WriteStatus.Written"/>, <see cref="WriteStatus.Conflict"/> when another write came first, or
    /// <see cref="WriteStatus.Gone"/> when the record is missing or not live.
    /// </returns>
    ValueTask<StoreWrite> WriteAsync(SessionRecord record, long expectedGeneration, CancellationToken cancellationToken);

    /// <summary>Atomically inserts the successor and marks the record superseded, under the conditions of <see cref="WriteAsync"/>.</summary>
    /// <param name="key">The record to supersede.</param>
    /// <param name="expectedGeneration">The generation it must have.</param>
    /// <param name="successor">A live record under a new key, with the public id of the old one: a session is revoked by its id.</param>
    /// <param name="endedAt">Now.</param>
    /// <param name="graceUntil">Until when the old key still serves requests under way.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>As <see cref="WriteAsync"/>, or <see cref="WriteStatus.Duplicate"/> when the successor's key exists (nothing was changed).</returns>
    ValueTask<StoreWrite> RotateAsync(
        RecordKey key, long expectedGeneration, SessionRecord successor, DateTimeOffset endedAt, DateTimeOffset graceUntil, CancellationToken cancellationToken);

    /// <summary>Records when sessions were last seen. Skips each record that is not live, has another generation, or was seen later. Never creates.</summary>
    ValueTask TouchAsync(IReadOnlyList<SessionTouch> touches, CancellationToken cancellationToken);

    /// <summary>Ends the session that this record belongs to: every record with its public id, so that a rotated token in its grace goes too. Durable on return; idempotent.</summary>
    /// <returns>True when a record that was live or superseded is now revoked.</returns>
    ValueTask<bool> RevokeAsync(RecordKey key, DateTimeOffset endedAt, CancellationToken cancellationToken);

    /// <summary>Ends the records of a session by its public id and subject: both must match. Durable on return.</summary>
    ValueTask<bool> RevokeByIdAsync(string subject, string id, DateTimeOffset endedAt, CancellationToken cancellationToken);

    /// <summary>The live records of a subject, newest first, whether or not their time or epoch has passed.</summary>
    ValueTask<IReadOnlyList<StoredSession>> ListAsync(string subject, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes records that expired, went idle or ended before the cut-off, and changes, mix-ups and their incidents past their retention, in bounded batches
    /// between which other writers get their turn. Epochs and the audit trail stay: without its epoch a session would live again.
    /// </summary>
    /// <returns>How many records, changes, mix-ups and uses went.</returns>
    ValueTask<int> PurgeAsync(PurgeCutoffs cutoffs, CancellationToken cancellationToken);
}

/// <summary>What belongs to the creation of a record.</summary>
/// <param name="Replaces">The record that the browser brought: its session is revoked in the same transaction, before the limit is looked at.</param>
/// <param name="Limit">
/// How many live, unexpired sessions the subject may have, this one included; null for any number. Unexpired as of the new record's
/// <see cref="SessionRecord.CreatedAt"/>; a session that an epoch has ended does not count. An anonymous session has no limit.
/// </param>
internal sealed record SessionCreation(RecordKey? Replaces = null, SessionLimit? Limit = null)
{
    public static SessionCreation Plain { get; } = new();
}

/// <param name="Max">At least 1.</param>
/// <param name="RevokeOldest">True: the least recently created make room. False: creation is refused.</param>
internal sealed record SessionLimit(int Max, bool RevokeOldest);

/// <param name="Record">The record as stored.</param>
/// <param name="Epochs">The epochs in force for its tenant and subject.</param>
/// <param name="Mode">The mode in force.</param>
/// <param name="Revision">The store's revision at the moment of the read.</param>
internal sealed record StoredSession(SessionRecord Record, EpochStamp Epochs, CloakroomMode Mode, long Revision);

/// <param name="Status">What happened.</param>
/// <param name="Revision">The store's revision after the write, when it happened; else 0.</param>
internal readonly record struct StoreWrite(WriteStatus Status, long Revision);

internal enum WriteStatus
{
    Written,
    Conflict,
    Gone,
    Duplicate,
    LimitReached,
}

internal readonly record struct SessionTouch(RecordKey Key, long Generation, DateTimeOffset LastSeenAt, byte[] Mac);

/// <param name="Now">Whatever the other cut-offs say, a record that is of use now stays: live and unexpired, or superseded within its grace.</param>
/// <param name="RecordsBefore">Records that expired, went idle or ended before this go. A superseded record ends with its grace.</param>
/// <param name="ChangesBefore">Control changes older than this go.</param>
/// <param name="MixupsBefore">Mix-ups older than this go.</param>
/// <param name="UsesBefore">Uses of earlier minutes go.</param>
internal sealed record PurgeCutoffs(DateTimeOffset Now, DateTimeOffset RecordsBefore, DateTimeOffset ChangesBefore, DateTimeOffset MixupsBefore, DateTimeOffset UsesBefore);
