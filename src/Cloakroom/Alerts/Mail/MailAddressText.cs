using System.Globalization;
using System.Net.Mail;

namespace Cloakroom.Alerts.Mail;

/// <summary>An address of mail, with or without a name: <c>Ann &lt;ann@example.com&gt;</c>.</summary>
/// <param name="Address">As SMTP has it; the host in ASCII.</param>
/// <param name="Name">Empty without.</param>
internal sealed record MailAddressText(string Address, string Name)
{
    private static readonly IdnMapping Idn = new();

    public string Host => Address[(Address.LastIndexOf('@') + 1)..];

    /// <returns>Null when it is not one that can be sent to.</returns>
    public static MailAddressText? TryParse(string? text)
    {
        // Of commands and headers of mail, a line break would make two.
        if (string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl) || !MailAddress.TryCreate(text, out var parsed))
            return null;
        if (!parsed.User.All(c => c is > ' ' and < (char)127 and not ('<' or '>')) || parsed.Address.Length > 254)
            return null;
        try
        {
            var host = Idn.GetAscii(parsed.Host);
            return host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '[' or ']' or ':') ? new MailAddressText($"{parsed.User}@{host}", Unescaped(parsed.DisplayName)) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // The framework takes the quotes away and leaves what they made necessary.
    private static string Unescaped(string name) => name.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
}
