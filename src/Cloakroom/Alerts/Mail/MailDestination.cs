namespace Cloakroom.Alerts.Mail;

/// <summary>A destination's server, sender and recipients, as they are now.</summary>
/// <param name="Server">The server.</param>
/// <param name="From">The sender.</param>
/// <param name="To">Who gets alerts.</param>
internal sealed record MailDestination(SmtpServer Server, MailAddressText From, IReadOnlyList<MailAddressText> To)
{
    /// <summary>Reads the secret where it is.</summary>
    /// <exception cref="SmtpFailure">It is not there, or the options are not valid.</exception>
    public static MailDestination Of(AlertDestinationOptions options)
    {
        var mail = options.Mail;
        var password = AlertSecret.SecretOf(options).Read(out var problem);
        if (problem is not null)
            throw new SmtpFailure(problem, SmtpCertainty.NotTaken);
        var to = mail.To.Select(MailAddressText.TryParse).OfType<MailAddressText>().ToList();
        if (mail.Host is not { Length: > 0 } host || MailAddressText.TryParse(mail.From) is not { } from || to.Count < mail.To.Count)
            throw new SmtpFailure("its host, sender or recipients are not valid", SmtpCertainty.NotTaken);
        return new MailDestination(new SmtpServer(host, mail.Port ?? SmtpServer.DefaultPort(mail.Security), mail.Security, mail.User, password), from, to);
    }
}
