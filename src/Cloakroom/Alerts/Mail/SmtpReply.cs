using System.Globalization;
using System.Text;

namespace Cloakroom.Alerts.Mail;

/// <summary>What a server answers (RFC 5321 section 4.2).</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Lines">The text of each line.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    private const int MaxLine = 2_000;
    private const int MaxLines = 100;

    public bool IsPositive => Code is >= 200 and < 400;

    public bool IsPermanent => Code >= 500;

    /// <summary>Reads one from a stream, byte for byte: nothing that comes after it is taken from the stream.</summary>
    /// <exception cref="IOException">It is not SMTP, or the connection ended.</exception>
    public static async Task<SmtpReply> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadLineAsync(stream, cancellationToken);
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code) || lines.Count == MaxLines)
                throw new IOException("it does not speak SMTP");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-')
                return new SmtpReply(code, lines);
        }
    }

    public override string ToString() => $"{Code} {string.Join(' ', Lines)}";

    private static async Task<string> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            if (line.Append((char)one[0]).Length > MaxLine)
                throw new IOException("it does not speak SMTP");
        }

        throw new IOException("it ended the connection");
    }
}
