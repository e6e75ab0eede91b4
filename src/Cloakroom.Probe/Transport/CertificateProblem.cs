using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Cloakroom.Probe.Transport;

/// <summary>Why a certificate is not taken, in words. Thrown out of the handshake, since what the framework throws says less.</summary>
internal sealed class CertificateProblem(string words) : AuthenticationException(words)
{
    public static bool ThrowIfAny(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            throw new CertificateProblem("the site has no certificate");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            throw new CertificateProblem("the certificate is for another name");
        var status = X509ChainStatusFlags.NoError;
        foreach (var one in chain?.ChainStatus ?? [])
            status |= one.Status;
        throw new CertificateProblem(
            status.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "the certificate has expired or is not valid yet"
            : status.HasFlag(X509ChainStatusFlags.Revoked) ? "the certificate is revoked"
            : "the certificate is not signed by an authority that this machine trusts");
    }
}
