using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;

namespace Cloakroom.Incidents;

/// <summary>Contains an incident: ends the sessions that it is about, and no others. Safe to repeat, and by several at once.</summary>
/// <param name="store">Where they are.</param>
/// <param name="calls">Bounds every call.</param>
/// <param name="time">The clock.</param>
/// <param name="feed">This node's, which so hears of it at once; null where there is none, as in a command.</param>
internal sealed class Containment(ICloakroomStore store, StoreCalls calls, TimeProvider time, ControlFeed? feed = null)
{
    /// <summary>Of each kind of row; an incident with more is contained all the same as far as it is read, and the result says so.</summary>
    public const int MaxRows = 1_000_000;

    // In one transaction, so that sign-ins never wait for long.
    private const int BatchSize = 500;

    /// <summary>Who is involved.</summary>
    /// <returns>Null when there is no such incident.</returns>
    /// <exception cref="CloakroomException">The store failed.</exception>
    public async Task<ContainmentScope?> FindInvolvedAsync(string incidentId, CancellationToken cancellationToken)
    {
        if (await calls.ReadAsync("find-incident", token => store.FindIncidentAsync(incidentId, token), cancellationToken) is not { Incident: var incident })
            return null;

        // One that was opened by hand is about its interval, whichever incidents else there are in it.
        var mixups = incident.ByHand is null
            ? await calls.ReadAsync("read-incident-mixups", token => store.ReadIncidentMixupsAsync(incidentId, MaxRows, token), cancellationToken)
            : await calls.ReadAsync("read-mixups", token => store.ReadMixupsAsync(incident.From, MaxRows, token), cancellationToken);
        var involved = new InvolvedSessions();
        foreach (var mixup in mixups.Where(mixup => incident.ByHand is null || mixup.At <= incident.To))
            involved.Add(mixup);

        IReadOnlyList<Use> uses = [];
        if (incident.ByHand is not null || incident.Cause?.Kind == MixupKind.ForeignBinding)
        {
            uses = await calls.ReadAsync("read-foreign-uses", token => store.ReadForeignUsesAsync(incident.From, incident.UsesTo, MaxRows, token), cancellationToken);
            foreach (var use in uses)
                involved.Add(use);
        }

        // Oldest first: one that is past the incident's end tells that all of it was read.
        var isComplete = (mixups.Count < MaxRows || (incident.ByHand is not null && mixups[^1].At > incident.To)) && uses.Count < MaxRows;
        return new ContainmentScope(incidentId, involved.All, involved.Unnamed, isComplete);
    }

    /// <summary>What <see cref="EndAsync"/> would end now.</summary>
    /// <exception cref="CloakroomException">The store failed.</exception>
    public Task<SessionsEnded> CountAsync(ContainmentScope scope, CancellationToken cancellationToken) =>
        InBatchesAsync(scope, (batch, token) => calls.ReadAsync("count-involved", inner => store.CountInvolvedAsync(batch, inner), token), cancellationToken);

    /// <summary>Ends them. Durable on return, in force on every node within a second of it.</summary>
    /// <param name="scope">Who is involved.</param>
    /// <param name="by">Who ends them, for the audit trail.</param>
    /// <param name="why">Why.</param>
    /// <param name="cancellationToken">Gives up; some may have ended.</param>
    /// <exception cref="CloakroomException">The store failed: some may have ended. To be repeated.</exception>
    public async Task<SessionsEnded> EndAsync(ContainmentScope scope, string by, string why, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        ArgumentException.ThrowIfNullOrWhiteSpace(why);
        var ended = await InBatchesAsync(
            scope,
            (batch, token) =>
            {
                var entry = new ControlEntry(time.GetUtcNow().TruncateToMilliseconds(), ActionFor(scope.IncidentId), by, why);
                return calls.WriteAsync("end-involved", inner => store.EndInvolvedAsync(batch, entry, inner), token);
            },
            cancellationToken);
        if (feed is not null && ended.Ended > 0)
            await feed.ConfirmQuietlyAsync();
        return ended;
    }

    /// <summary>How the audit trail calls it.</summary>
    public static string ActionFor(string incidentId) => $"contain incident {incidentId}";

    private static async Task<SessionsEnded> InBatchesAsync(
        ContainmentScope scope, Func<IReadOnlyCollection<Involvement>, CancellationToken, Task<SessionsEnded>> run, CancellationToken cancellationToken)
    {
        var total = default(SessionsEnded);
        foreach (var batch in scope.Involved.Chunk(BatchSize))
            total += await run(batch, cancellationToken);
        return total;
    }
}

/// <summary>Whom a containment is about.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="Involved">Each session once.</param>
/// <param name="Unnamed">How many mix-ups do not tell whose session it was: it cannot be ended by this.</param>
/// <param name="IsComplete">False when there was more than was read.</param>
internal sealed record ContainmentScope(string IncidentId, IReadOnlyCollection<Involvement> Involved, int Unnamed, bool IsComplete);
