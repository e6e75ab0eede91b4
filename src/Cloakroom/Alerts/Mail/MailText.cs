using System.Globalization;
using System.Text;

namespace Cloakroom.Alerts.Mail;

/// <summary>A mail of plain text (RFC 5322, 2045, 2047).</summary>
internal sealed record MailText
{
    private const int MaxLine = 900;

    // 45 bytes are 60 characters of base64: with the rest of an encoded word under the 75 that it may have.
    private const int EncodedWordBytes = 45;

    public required MailAddressText From { get; init; }

    public required IReadOnlyList<MailAddressText> To { get; init; }

    public required string Subject { get; init; }

    /// <summary>Lines end in a line feed.</summary>
    public required string Body { get; init; }

    public required DateTimeOffset Date { get; init; }

    /// <summary>Without brackets; the same for each attempt, so that receivers tell repetitions.</summary>
    public required string MessageId { get; init; }

    /// <summary>The mail that this one follows; null for the first of a thread.</summary>
    public string? InReplyTo { get; init; }

    public string Sender => From.Address;

    public IReadOnlyList<string> Recipients => [.. To.Select(to => to.Address)];

    /// <summary>As it goes over the wire, with the dot at its end.</summary>
    public byte[] ToData()
    {
        var text = new StringBuilder();
        Header("Date", Date.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header("From", Shown(From));
        // One a line: a line may have 998 characters.
        Header("To", string.Join(",\r\n ", To.Select(Shown)));
        Header("Subject", Encoded(Subject));
        Header("Message-ID", $"<{MessageId}>");
        if (InReplyTo is not null)
        {
            Header("In-Reply-To", $"<{InReplyTo}>");
            Header("References", $"<{InReplyTo}>");
        }

        Header("Auto-Submitted", "auto-generated");
        Header("MIME-Version", "1.0");
        Header("Content-Type", "text/plain; charset=utf-8");
        var lines = Body.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var isPlain = lines.All(line => line.Length <= MaxLine && line.All(c => c is '\t' or (>= ' ' and < (char)127)));
        Header("Content-Transfer-Encoding", isPlain ? "7bit" : "base64");
        text.Append("\r\n");
        if (isPlain)
        {
            foreach (var line in lines)
                // A dot alone would end the mail (RFC 5321 section 4.5.2).
                text.Append(line.StartsWith('.') ? "." : "").Append(line).Append("\r\n");
        }
        else
        {
            text.Append(Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n"), Base64FormattingOptions.InsertLineBreaks)).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.Append(".\r\n").ToString());

        void Header(string name, string value) => text.Append(name).Append(": ").Append(value).Append("\r\n");
    }

    private static string Shown(MailAddressText address) => address.Name.Length == 0
        ? address.Address
        : $"{(IsPlain(address.Name) ? $"\"{address.Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : Encoded(address.Name))} <{address.Address}>";

    private static string Encoded(string text)
    {
        // What somebody else has written must not become a header of its own.
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        if (IsPlain(line) && line.Length <= MaxLine)
            return line;
        var words = new List<string>();
        var word = new List<byte>();
        foreach (var rune in line.EnumerateRunes())
        {
            var bytes = new byte[rune.Utf8SequenceLength];
            rune.EncodeToUtf8(bytes);
            if (word.Count + bytes.Length > EncodedWordBytes)
                Flush();
            word.AddRange(bytes);
        }

        Flush();
        return string.Join("\r\n ", words);

        void Flush()
        {
            words.Add($"=?utf-8?B?{Convert.ToBase64String([.. word])}?=");
            word.Clear();
        }
    }

    private static bool IsPlain(string text) => text.All(c => c is >= ' ' and < (char)127) && !text.Contains("=?", StringComparison.Ordinal);
}
