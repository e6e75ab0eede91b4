using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Findings;

/// <summary>A finding that waits for a second try, and how to try it: the owner's request, then, after the gap, the receiver's.</summary>
/// <param name="Id">For <see cref="FindingBook.Confirmed"/>; <see cref="FindingBook.IdOf"/> gives the same for what the second try saw.</param>
/// <param name="Check">What saw it.</param>
/// <param name="Severity">The worst so far.</param>
/// <param name="Owner">Null where the check tells none.</param>
/// <param name="Receiver">An account, or <see cref="Accounts.Account.Anonymous"/>.</param>
/// <param name="OwnerRequest">As it was sent; the receiver's own where no source is known.</param>
/// <param name="ReceiverRequest">As it was sent.</param>
/// <param name="HasNoCacheInSight">Whether nothing in the exchanges speaks for a cache: then another address may tell.</param>
/// <param name="Gap">From the owner's answer to the receiver's sending; zero or less for both at once; null where no source is known.</param>
internal sealed record Suspicion(
    string Id, CheckKind Check, Severity Severity, string? Owner, string Receiver, ProbeRequest OwnerRequest, ProbeRequest ReceiverRequest, bool HasNoCacheInSight, TimeSpan? Gap)
{
    public static Suspicion Of(Finding finding, Evidence evidence) => new(
        finding.Id,
        evidence.Check,
        finding.Severity,
        evidence.Owner,
        evidence.Received.Exchange.Account,
        (evidence.Source ?? evidence.Received).Exchange.Request,
        evidence.Received.Exchange.Request,
        Diagnosis.HasNoCacheInSight(finding.Mechanism),
        evidence.Gap);
}
