using Cloakroom.Control;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Cli.Verify;

/// <summary>Shows the pass at the public address, and nowhere else: other hosts that a scenario names, such as that of a single sign-on, have no business with it.</summary>
internal sealed class PassingClient(IProbeClient client, Uri address, string pass) : IProbeClient
{
    private readonly string _origin = address.GetLeftPart(UriPartial.Authority);

    public Task<Exchange> SendAsync(Account account, ProbeRequest request, CancellationToken cancellationToken) =>
        client.SendAsync(account, request.Url.GetLeftPart(UriPartial.Authority) == _origin ? request with { Headers = [.. request.Headers, new HeaderField(VerifyPass.Header, pass)] } : request, cancellationToken);
}
