using Cloakroom.Alerts.Mail;

namespace Cloakroom.Alerts;

/// <summary>Who sends mail, and to whom.</summary>
public sealed class AlertMailOptions
{
    /// <summary>The SMTP server.</summary>
    public string? Host { get; set; }

    /// <summary>Its port. Default: 587 with <see cref="SmtpSecurity.StartTls"/>, 465 with <see cref="SmtpSecurity.Tls"/>, 25 with <see cref="SmtpSecurity.None"/>.</summary>
    public int? Port { get; set; }

    /// <summary>How the connection is secured. Default: <see cref="SmtpSecurity.StartTls"/>, and no mail without it.</summary>
    public SmtpSecurity Security { get; set; }

    /// <summary>The user to sign in as; null not to. The password is the destination's secret.</summary>
    public string? User { get; set; }

    /// <summary>The sender: <c>Cloakroom &lt;alerts@example.com&gt;</c>.</summary>
    public string? From { get; set; }

    /// <summary>Who gets it.</summary>
    public IList<string> To { get; } = [];
}
