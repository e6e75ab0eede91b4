using System.Net;
using Cloakroom.Alerts.Mail;
using Cloakroom.Alerts.Sending;
using Cloakroom.Journal;

namespace Cloakroom.Alerts;

/// <summary>What is wrong with a destination. Never shows an address or a secret.</summary>
internal static class AlertRules
{
    public const int MaxName = 40;
    public const int MaxService = 100;

    /// <summary>One thing that is wrong.</summary>
    /// <param name="Setting">The property, as the options name it: <c>Mail:Host</c>.</param>
    /// <param name="What">What is wrong, to follow the setting's name.</param>
    /// <param name="Remedy">What to do, as a sentence.</param>
    internal sealed record Problem(string Setting, string What, string Remedy);

    public static IEnumerable<Problem> Find(AlertDestinationOptions destination, IEnumerable<string> namesBefore)
    {
        if (destination.Name.Length is 0 or > MaxName || !destination.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            yield return new Problem("Name", "is not a name.", $"Give 1 to {MaxName} lower-case letters, digits and '-': ops-webhook.");
        else if (namesBefore.Contains(destination.Name))
            yield return new Problem("Name", $"'{destination.Name}' is given twice.", "What waits to be sent goes by the name: give each its own.");
        if (!Enum.IsDefined(destination.Kind))
            yield return new Problem("Kind", "is none that there is.", $"Give {string.Join(", ", Enum.GetNames<AlertDestinationKind>())}.");
        for (var i = 0; i < destination.Mute.Count; i++)
        {
            var code = destination.Mute[i];
            if (!Enum.GetValues<MixupKind>().Any(kind => string.Equals(kind.Code(), code, StringComparison.OrdinalIgnoreCase)))
                yield return new Problem($"Mute:{i}", "is no code of a mix-up.", $"There are {string.Join(", ", Enum.GetValues<MixupKind>().Select(kind => kind.Code()))}.");
        }

        foreach (var problem in FindSecretProblems(destination).Concat(destination.Kind == AlertDestinationKind.Email ? FindMailProblems(destination) : FindUrlProblems(destination)))
            yield return problem;
    }

    private static IEnumerable<Problem> FindSecretProblems(AlertDestinationOptions destination)
    {
        var source = AlertSecret.SecretOf(destination);
        if (source.Places > 1)
        {
            yield return new Problem("Secret", "is given in more than one way.", "Give the file or the variable, not both.");
            yield break;
        }

        var secret = source.Read(out var problem);
        if (problem is not null)
            yield return new Problem(PlaceOf(source), $"is not there: {problem}.", "Put it there before the start.");
        else if (secret is not null && destination.Kind == AlertDestinationKind.Slack)
            yield return new Problem(PlaceOf(source), "is of no use to Slack, whose address is the secret.", "Remove it.");
        else if (secret is not null && destination.Kind == AlertDestinationKind.Webhook && WebhookSignature.Parse(secret) is null)
            yield return new Problem(PlaceOf(source), "is not a key of 24 to 64 bytes in base64.", WebhookSignature.Remedy);
        else if (secret is not null && destination.Kind == AlertDestinationKind.Alertmanager && secret.Any(c => c is < ' ' or > '~'))
            yield return new Problem(PlaceOf(source), "is not the value of a header.", "Give it as it follows 'Authorization:', such as Bearer and a token.");
    }

    private static IEnumerable<Problem> FindUrlProblems(AlertDestinationOptions destination)
    {
        var source = AlertSecret.UrlOf(destination);
        var url = source.Read(out var problem);
        if (source.Places != 1)
            yield return new Problem("Url", source.Places == 0 ? "is not set." : "is given in more than one way.", source.Places == 0 ? AlertUrl.Remedy : "Give it once: itself, its file or its variable.");
        else if (problem is not null)
            yield return new Problem(PlaceOf(source), $"is not there: {problem}.", "Put it there before the start.");
        else if (AlertUrl.TryParse(destination, url!, out _) is { } wrong)
            yield return new Problem(PlaceOf(source), wrong.What, wrong.Remedy);
        if (destination is { AllowPlainHttp: true, Kind: AlertDestinationKind.Slack })
            yield return new Problem("AllowPlainHttp", "is of no use to Slack, whose address is the secret.", "Remove it.");
        if (destination.Mail is { Host: not null } or { From: not null } or { To.Count: > 0 })
            yield return new Problem("Mail", "is of no use to a destination that is not told by mail.", "Remove it, or set Kind to Email.");
    }

    private static IEnumerable<Problem> FindMailProblems(AlertDestinationOptions destination)
    {
        var mail = destination.Mail;
        if (AlertSecret.UrlOf(destination).Places > 0)
            yield return new Problem("Url", "is of no use to a destination that is told by mail.", "Remove it, and set Mail:Host.");
        if (destination.AllowPlainHttp)
            yield return new Problem("AllowPlainHttp", "is of no use to a destination that is told by mail.", "Remove it; Mail:Security says how mail is sent.");
        if (string.IsNullOrWhiteSpace(mail.Host) || Uri.CheckHostName(mail.Host) == UriHostNameType.Unknown)
            yield return new Problem("Mail:Host", "is not the name of a mail server.", "Give its name: smtp.example.com.");
        if (!Enum.IsDefined(mail.Security))
            yield return new Problem("Mail:Security", "is none that there is.", $"Give {string.Join(", ", Enum.GetNames<SmtpSecurity>())}.");
        if (mail.Port is < 1 or > 65_535)
            yield return new Problem("Mail:Port", "is not a port.", "Leave it out, or give 1 to 65535.");
        if (MailAddressText.TryParse(mail.From) is null)
            yield return new Problem("Mail:From", "is not an address of mail.", "Give the sender: alerts@example.com.");
        if (mail.To.Count == 0)
            yield return new Problem("Mail:To", "is empty.", "Say who gets mail: ops@example.com.");
        for (var i = 0; i < mail.To.Count; i++)
        {
            if (MailAddressText.TryParse(mail.To[i]) is null)
                yield return new Problem($"Mail:To:{i}", "is not an address of mail.", "Write ops@example.com.");
        }

        var hasSecret = AlertSecret.SecretOf(destination).Places > 0;
        if (hasSecret != mail.User is { Length: > 0 })
            yield return new Problem("Mail:User", hasSecret ? "is not set, but there is a password." : "is set, but there is no password.", "Give both or neither: the password is the destination's SecretFile or SecretVariable.");
        if (mail.Security == SmtpSecurity.None && !IsThisMachine(mail.Host))
            yield return new Problem("Mail:Security", "is None, and the server is not on this machine: anybody on the way could read and change what is sent.", "Use StartTls or Tls.");
    }

    private static bool IsThisMachine(string? host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static string PlaceOf(AlertSecret source) =>
        !string.IsNullOrEmpty(source.File) ? source.Name + "File" : !string.IsNullOrEmpty(source.Variable) ? source.Name + "Variable" : source.Name;
}
