using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Cloakroom.Alerts.Mail;

namespace Cloakroom.Edge.Configuration;

/// <summary>Who sends mail, and to whom.</summary>
internal sealed class EdgeAlertMailOptions
{
    [Description("The SMTP server. Default: none.")]
    public string? Host { get; set; }

    [Description("Its port. Default: 587 with StartTls, 465 with Tls, 25 with None.")]
    [Range(1, 65_535)]
    public int? Port { get; set; }

    [Description("How the connection is secured: StartTls (the default), Tls, or None for a server on this machine.")]
    public SmtpSecurity Security { get; set; }

    [Description("The user to sign in as, with the secret as password. Default: none.")]
    public string? User { get; set; }

    [Description("The sender: alerts@example.com. Default: none.")]
    public string? From { get; set; }

    [Description("Who gets it: ops@example.com.")]
    public IList<string> To { get; set; } = [];
}
