using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Edge.Configuration;

/// <summary>A certificate in PEM files.</summary>
internal sealed class TlsOptions
{
    [Description("PEM file with the certificate and its chain.")]
    [Required]
    public string CertificateFile { get; set; } = "";

    [Description("PEM file with the private key, without a passphrase.")]
    [Required]
    public string KeyFile { get; set; } = "";
}
