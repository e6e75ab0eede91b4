namespace Cloakroom.Alerts.Mail;

/// <summary>How a connection to a mail server is secured. A certificate that does not hold is never accepted.</summary>
public enum SmtpSecurity
{
    /// <summary>Begun in clear and then secured (RFC 3207). A server that does not offer it gets nothing.</summary>
    StartTls,

    /// <summary>Secured from the start (RFC 8314).</summary>
    Tls,

    /// <summary>Not at all: for a server on this machine only.</summary>
    None,
}
