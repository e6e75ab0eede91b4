using System.Buffers;
using System.Globalization;

namespace Cloakroom.Probe.Transport;

/// <summary>How requests are sent and how much of an answer is taken.</summary>
internal sealed record ProbeClientOptions
{
    /// <summary>What the client itself writes, or what would lead past the rule on hosts.</summary>
    private static readonly string[] Reserved = ["Host", "Cookie", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "TE", "Upgrade", "Expect"];

    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>For the connection, TLS included. 10 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From sending to the end of the answer's header. 15 seconds.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>From the header to the end of the body. 15 seconds.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of a body that are taken, before decoding and after. 4 MB.</summary>
    public int BodyCap { get; init; } = 4 * 1024 * 1024;

    /// <summary>Kilobytes of an answer's header; a longer one is a failure. 256.</summary>
    public int HeaderCapKilobytes { get; init; } = 256;

    /// <summary>Takes any certificate: for sites under test with one that they signed themselves.</summary>
    public bool IgnoreCertificates { get; init; }

    /// <summary>Null for none; what the environment says is not asked.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>On every request, such as one by which logs and firewalls know the probe. In place of the client's own of the same name.</summary>
    public IReadOnlyList<HeaderField> Headers { get; init; } = [];

    public string UserAgent { get; init; } = $"cloakroom-probe/{ProbeVersion.Text} (leak test with this site's own test accounts)";

    public string AcceptLanguage { get; init; } = "en-US,en;q=0.9";

    /// <summary>What is wrong, one line each with the remedy; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        foreach (var (name, value) in ((string, TimeSpan)[])[
            (nameof(ConnectTimeout), ConnectTimeout), (nameof(AnswerTimeout), AnswerTimeout), (nameof(BodyTimeout), BodyTimeout)])
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromHours(1))
                problems.Add($"{name} is {value}; it has to be more than nothing and at most an hour.");
        }

        if (BodyCap is < 1024 or > 1024 * 1024 * 1024)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{nameof(BodyCap)} is {BodyCap} bytes; it has to be from 1 KB to 1 GB."));
        if (HeaderCapKilobytes is < 1 or > 16 * 1024)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{nameof(HeaderCapKilobytes)} is {HeaderCapKilobytes}; it has to be from 1 to 16384."));
        if (Proxy is { } proxy && (!proxy.IsAbsoluteUri || proxy.Scheme is not ("http" or "https" or "socks4" or "socks4a" or "socks5")))
            problems.Add("The proxy has to be an address such as http://127.0.0.1:8080 or socks5://127.0.0.1:1080.");
        foreach (var field in Headers)
        {
            if (field.Name.Length == 0 || field.Name.AsSpan().ContainsAnyExcept(TokenChars))
                problems.Add($"The header field '{field.Name}' has a name that HTTP does not allow: letters, digits and - are safe.");
            else if (Reserved.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
                problems.Add($"The header field {field.Name} cannot be set for all requests: the probe writes it itself. Leave it out.");
            else if (!IsSendable(field.Value))
                problems.Add($"The value of the header field {field.Name} has a line break or a character beyond Latin-1: leave it out or encode it.");
        }

        return problems;
    }

    /// <summary>Whether a value can go over the wire as one line of Latin-1.</summary>
    internal static bool IsSendable(string value)
    {
        foreach (var character in value)
        {
            if (character is '\r' or '\n' or '\0' or > '\u00FF')
                return false;
        }

        return true;
    }

    internal static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(TokenChars);
}
