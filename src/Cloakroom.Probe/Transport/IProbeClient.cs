using Cloakroom.Probe.Accounts;

namespace Cloakroom.Probe.Transport;

/// <summary>Sends requests within the limits of manners, and shows every exchange to whoever looks.</summary>
internal interface IProbeClient
{
    /// <summary>Sends one request, follows nothing, takes the answer's cookies into the account's jar.</summary>
    /// <returns>Always an exchange: what went wrong is in <see cref="Exchange.Failure"/>.</returns>
    /// <exception cref="OperationCanceledException">The run is being stopped.</exception>
    /// <exception cref="MannersException">A host that was not named, an unsafe method that no scenario names, an excluded path, a host that does not answer any more, or the total is used up.</exception>
    Task<Exchange> SendAsync(Account account, ProbeRequest request, CancellationToken cancellationToken);
}
