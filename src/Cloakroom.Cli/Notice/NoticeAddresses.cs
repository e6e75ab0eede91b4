using System.Text;
using Cloakroom.Alerts.Mail;
using Cloakroom.Cli.Control;
using Cloakroom.Probe.Accounts;

namespace Cloakroom.Cli.Notice;

/// <summary>Where people can be reached: a table of the operator's, since Cloakroom knows no addresses.</summary>
internal sealed class NoticeAddresses
{
    private const string Header = "subject,email[,name]";
    private const long MaxLength = 256L * 1024 * 1024;

    private readonly Dictionary<string, (MailAddressText Address, string Name)> _addresses = new(StringComparer.Ordinal);

    public static NoticeAddresses None { get; } = new();

    /// <summary>Reads a CSV file (RFC 4180) whose first line names its columns.</summary>
    /// <exception cref="ControlException">It cannot be read; names the line.</exception>
    public static NoticeAddresses Read(string file)
    {
        string text;
        try
        {
            if (new FileInfo(file).Length > MaxLength)
                throw new ControlException($"{Text.Printable(file)} is too large for a table of addresses.");
            text = File.ReadAllText(file, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException or NotSupportedException or ArgumentException)
        {
            throw new ControlException($"{Text.Printable(file)} cannot be read{(e is DecoderFallbackException ? ": it is not UTF-8" : "")}. Give a CSV file with the columns {Header}.");
        }

        var addresses = new NoticeAddresses();
        var rows = CsvReader.Read(text, problem => new ControlException($"{Text.Printable(file)}:{problem}")).GetEnumerator();
        if (!rows.MoveNext())
            throw new ControlException($"{Text.Printable(file)} is empty. Its first line names the columns: {Header}.");
        var columns = rows.Current.Fields.Select(field => field.Trim().ToLowerInvariant()).ToList();
        var (person, email, name) = (columns.IndexOf("subject"), columns.IndexOf("email"), columns.IndexOf("name"));
        if (person < 0 || email < 0)
            throw new ControlException($"{Text.Printable(file)}:1: the first line must name the columns: {Header}.");
        while (rows.MoveNext())
            addresses.Add(file, rows.Current, person, email, name);
        return addresses;
    }

    public (MailAddressText Address, string Name)? Find(string person) => _addresses.TryGetValue(person, out var found) ? found : null;

    private void Add(string file, CsvRow row, int person, int email, int name)
    {
        if (row.Fields is [""])
            return;
        if (row.Fields.Count <= Math.Max(person, email) || row.Fields[person].Trim().Length == 0)
            throw new ControlException($"{Text.Printable(file)}:{row.Line}: subject or email is missing.");
        if (MailAddressText.TryParse(row.Fields[email].Trim()) is not { } address)
            throw new ControlException($"{Text.Printable(file)}:{row.Line}: the email is not an address that can be sent to.");
        var shown = name >= 0 && name < row.Fields.Count ? Text.Printable(row.Fields[name].Trim()) : address.Name;
        if (!_addresses.TryAdd(row.Fields[person].Trim(), (address with { Name = "" }, shown)))
            throw new ControlException($"{Text.Printable(file)}:{row.Line}: this subject has an address in an earlier line.");
    }
}
