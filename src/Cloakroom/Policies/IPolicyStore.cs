using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;

namespace Cloakroom.Policies;

/// <summary>Makes sure that each policy acts once on an incident, however many processes look at it, and whenever one of them dies.</summary>
/// <remarks>
/// There is no lease, since claim and act are one transaction: either both are durable or neither is, and what is not is due for whoever looks next.
/// </remarks>
internal interface IPolicyStore
{
    /// <summary>Open incidents that have mix-ups, each with what policies have done about it.</summary>
    ValueTask<IReadOnlyList<PolicyCase>> ReadPolicyCasesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Notes an action, unless this policy has done the same about this incident before or the incident is closed, and does it: puts its mode in force unless one as strict is, and appends to the
    /// audit trail. Durable on return.
    /// </summary>
    /// <returns>True when it was this call that did it.</returns>
    ValueTask<bool> AddPolicyActionAsync(PolicyAction action, CancellationToken cancellationToken);

    /// <summary>The next mix-ups of an incident whose sessions its quarantine has not ended yet, in the order in which they came; none when it is not in quarantine.</summary>
    ValueTask<QuarantineBatch> ReadQuarantineAsync(string incidentId, int max, CancellationToken cancellationToken);

    /// <summary>Ends the sessions of a batch (<see cref="IContainmentStore.EndInvolvedAsync"/>), and goes on behind it, both or neither.</summary>
    /// <returns>Null when another process came first: nothing was changed.</returns>
    ValueTask<SessionsEnded?> QuarantineAsync(string incidentId, QuarantineBatch batch, IReadOnlyCollection<Involvement> involved, ControlEntry entry, CancellationToken cancellationToken);
}

/// <param name="Incident">An open incident.</param>
/// <param name="Actions">What policies have done about it.</param>
internal sealed record PolicyCase(Incident Incident, IReadOnlyList<PolicyAction> Actions);

/// <param name="After">Behind which mix-up it begins, by the store's own count.</param>
/// <param name="UpTo">Its last one.</param>
/// <param name="Mixups">The mix-ups.</param>
internal sealed record QuarantineBatch(long After, long UpTo, IReadOnlyList<Mixup> Mixups);
