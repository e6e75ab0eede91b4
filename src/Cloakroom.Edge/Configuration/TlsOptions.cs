using System.ComponentModel;

namespace Cloakroom.Edge.Configuration;

/// <summary>A certificate in PEM files.</summary>
internal sealed class TlsOptions
{
    [Description("PEM file with the certificate and its chain.")]
    public string CertificateFile { get; set; } = "";

    [Description("PEM file with the private key, without a passphrase.")]
    public string KeyFile { get; set; } = "";
}
