using Microsoft.Extensions.Logging;

namespace Cloakroom;

/// <summary>What the library logs. Event ids are stable; no message holds a token, a binding, a cookie value or an address (invariant I9).</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Store call {Operation} failed: {Why}. {Unlogged} failures of it were not logged since the last line like this.")]
    public static partial void StoreCallFailed(ILogger logger, string operation, string why, int unlogged, Exception? exception);

    [LoggerMessage(2, LogLevel.Error, "A session could not be opened because this server's Data Protection key ring lacks its key. Share and persist the key ring between servers; if it is lost for good, end all sessions with ICloakroomControl.RevokeAllAsync.")]
    public static partial void KeyUnavailable(ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "A session was written by another version of Cloakroom (format {Format}) and cannot be opened by this one. Finish the upgrade of every node.")]
    public static partial void UnknownFormat(ILogger logger, int format);

    [LoggerMessage(4, LogLevel.Warning, "A request brought the same session cookie twice with different values; neither is used.")]
    public static partial void AmbiguousCookies(ILogger logger);

    [LoggerMessage(10, LogLevel.Critical, "Mix-up {Kind} {Disposition}: owner {OwnerSubject} (session {OwnerSession}), presenter {PresenterSubject} (session {PresenterSession}), route {Route}, mix-up {MixupId}. {Detail}")]
    public static partial void Mixup(
        ILogger logger, string kind, Journal.MixupDisposition disposition, string? ownerSubject, string? ownerSession, string? presenterSubject, string? presenterSession, string route, string mixupId, string detail);

    [LoggerMessage(11, LogLevel.Critical, "Mix-up {Kind} ({MixupId}) could not be made durable in time and there is no room for it to wait; it is counted as lost.")]
    public static partial void MixupLost(ILogger logger, string kind, string mixupId, Exception? exception);

    [LoggerMessage(12, LogLevel.Error, "A mix-up listener failed.")]
    public static partial void ListenerFailed(ILogger logger, Exception exception);

    [LoggerMessage(13, LogLevel.Warning, "A mix-up {Kind} on route {Route} opened an incident. Look at it on a machine that has the store: cloakroom incident show {IncidentId}")]
    public static partial void IncidentOpened(ILogger logger, string kind, string route, string incidentId);

    [LoggerMessage(14, LogLevel.Critical, "Mix-up {Kind} ({MixupId}) could not be made durable in time. It waits in memory until the store takes it.")]
    public static partial void MixupDelayed(ILogger logger, string kind, string mixupId, Exception? exception);

    [LoggerMessage(15, LogLevel.Critical, "{Count} mix-ups that waited for the store are lost: the process ends. The lines of those that the store did not take in time say who they were about.")]
    public static partial void MixupsDropped(ILogger logger, int count);

    [LoggerMessage(20, LogLevel.Warning, "The control feed could not be read; sessions are read through to the store until it can.")]
    public static partial void FeedFailed(ILogger logger, Exception exception);

    [LoggerMessage(21, LogLevel.Information, "The control feed is confirmed again.")]
    public static partial void FeedRecovered(ILogger logger);

    [LoggerMessage(22, LogLevel.Warning, "The mode is now {Mode}, set by {By}: {Why}")]
    public static partial void ModeChanged(ILogger logger, Control.CloakroomMode mode, string by, string why);

    [LoggerMessage(23, LogLevel.Warning, "Sessions were ended: {Action}, by {By}: {Why}")]
    public static partial void EpochAdvanced(ILogger logger, string action, string by, string why);

    [LoggerMessage(24, LogLevel.Error, "The canary could not run: {Why}")]
    public static partial void CanaryUnavailable(ILogger logger, string why);

    [LoggerMessage(25, LogLevel.Information, "The canary reads right again; sign-in is open on this node.")]
    public static partial void CanaryRecovered(ILogger logger);

    [LoggerMessage(26, LogLevel.Warning, "{Count} times of last use could not be written.")]
    public static partial void TouchesLost(ILogger logger, int count, Exception? exception);

    [LoggerMessage(27, LogLevel.Warning, "Old rows could not be purged.")]
    public static partial void PurgeFailed(ILogger logger, Exception exception);

    [LoggerMessage(28, LogLevel.Error, "{Count} uses were not recorded: {Waiting} sums wait for the store, which is all that JournalOptions.MaxWaiting has room for, or the process ended first.")]
    public static partial void UsesLost(ILogger logger, long count, int waiting);

    [LoggerMessage(29, LogLevel.Warning, "This node could not tell the store that it stops; until its last sign of life is 5 seconds old it counts as running.")]
    public static partial void NodeNotRemoved(ILogger logger, Exception exception);

    [LoggerMessage(30, LogLevel.Warning, "The in-memory store is in use: every session ends when the process does. Add a durable store, for example AddSqliteStore().")]
    public static partial void InMemoryStoreInUse(ILogger logger);

    [LoggerMessage(31, LogLevel.Warning, "Development mode: session cookies travel over plain http on localhost, without the __Host- prefix.")]
    public static partial void HttpOnLocalhost(ILogger logger);

    [LoggerMessage(32, LogLevel.Warning, "A request was answered {Status}: {Code}. {Why}")]
    public static partial void Refused(ILogger logger, int status, CloakroomErrorCode code, string why);

    [LoggerMessage(33, LogLevel.Debug, "A session was created: {SessionId}, subject {Subject}.")]
    public static partial void SessionCreated(ILogger logger, string sessionId, string? subject);

    [LoggerMessage(34, LogLevel.Debug, "A session was ended: {SessionId}, subject {Subject}.")]
    public static partial void SessionEnded(ILogger logger, string sessionId, string? subject);

    [LoggerMessage(50, LogLevel.Critical, "The policy {Policy} has acted. {Why}")]
    public static partial void PolicyActed(ILogger logger, string policy, string why);

    [LoggerMessage(51, LogLevel.Warning, "The policy {Policy} would have acted, and only observes. {Why}")]
    public static partial void PolicyObserved(ILogger logger, string policy, string why);

    [LoggerMessage(52, LogLevel.Warning, "Quarantine of incident {IncidentId} has ended {Count} sessions.")]
    public static partial void Quarantined(ILogger logger, string incidentId, int count);

    [LoggerMessage(53, LogLevel.Error, "Policies could not be looked after: the store fails. They are looked after again every second until it works.")]
    public static partial void PoliciesFailed(ILogger logger, Exception exception);

    [LoggerMessage(54, LogLevel.Information, "Policies are looked after again.")]
    public static partial void PoliciesRecovered(ILogger logger);
}
