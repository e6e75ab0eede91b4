using System.Security.Cryptography.X509Certificates;

namespace Cloakroom.Alerts.Mail;

/// <summary>A mail server and how it is spoken to.</summary>
/// <param name="Host">Its name, which its certificate must have.</param>
/// <param name="Port">Its port.</param>
/// <param name="Security">How the connection is secured.</param>
/// <param name="User">The user to sign in as; null not to.</param>
/// <param name="Password">The password; null not to sign in.</param>
internal sealed record SmtpServer(string Host, int Port, SmtpSecurity Security, string? User, string? Password)
{
    /// <summary>For tests: whose certificates hold; null for those that hold on this machine.</summary>
    public X509ChainPolicy? Trust { get; init; }

    public static int DefaultPort(SmtpSecurity security) => security switch
    {
        SmtpSecurity.Tls => 465,
        SmtpSecurity.None => 25,
        _ => 587,
    };

    // Not its password, whoever prints it.
    public override string ToString() => $"{Host}:{Port}";
}
