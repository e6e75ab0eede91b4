using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Findings;

/// <summary>Which header fields hold secrets by what they are.</summary>
internal static class SecretFields
{
    private static readonly string[] SecretWords = ["token", "secret", "auth", "session", "csrf", "xsrf", "api-key", "apikey", "password", "credential", "signature", "jwt"];

    /// <summary>Where long numbers and digits are nothing personal, and are evidence.</summary>
    private static readonly HashSet<string> PlainNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Encoding", "Accept-Language", "Accept-Ranges", "Age", "Cache-Control", "Cache-Status", "CDN-Cache-Control", "CF-Cache-Status", "Connection",
        "Content-Encoding", "Content-Length", "Content-Type", "Date", "Expires", "Keep-Alive", "Last-Modified", "Pragma", "Server", "Surrogate-Control", "Transfer-Encoding",
        "Upgrade-Insecure-Requests", "User-Agent", "Vary", "Via", "X-Cache", "X-Cache-Detail", "X-Cache-Hits", "X-Cache-Lookup", "X-Cache-Status", "X-Powered-By", "X-Proxy-Cache",
        "X-Served-By", "X-Timer", "X-Varnish", "X-Amz-Cf-Pop",
    };

    public static bool IsPlain(string name) => PlainNames.Contains(name);

    public static bool IsSecret(string name) => SecretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
        && !name.Equals("WWW-Authenticate", StringComparison.OrdinalIgnoreCase);

    /// <summary>The scheme with the space behind it, for fields with credentials (RFC 9110 section 11.4); null for all others.</summary>
    public static string? Scheme(HeaderField field)
    {
        if (!field.Is("Authorization") && !field.Is("Proxy-Authorization"))
            return null;
        var space = field.Value.IndexOf(' ', StringComparison.Ordinal);
        return space is > 0 and < 20 && field.Value[..space].All(char.IsAsciiLetter) ? field.Value[..(space + 1)] : "";
    }

    /// <summary>Takes in what an exchange holds by these fields. Who a cookie that arrives belongs to is the question, so it has no owner here.</summary>
    public static void Collect(Exchange exchange, KnownSecrets secrets)
    {
        foreach (var field in exchange.RequestHeaders)
        {
            if (field.Is("Cookie"))
            {
                foreach (var pair in field.Value.Split(';', StringSplitOptions.TrimEntries))
                    AddCookie(pair, exchange.Account, secrets);
            }
            else if (Scheme(field) is { } scheme)
            {
                secrets.Add(exchange.Account, "authorization", field.Value[scheme.Length..].Trim());
            }
            else if (IsSecret(field.Name))
            {
                secrets.Add(exchange.Account, "value", field.Value);
            }
        }

        foreach (var line in exchange.HeaderValues("Set-Cookie"))
            AddCookie(line.Split(';')[0], "", secrets);
    }

    /// <summary>Of all cookies that an exchange brings or sets.</summary>
    public static IEnumerable<string> CookieNames(Exchange exchange) => exchange.RequestHeaders.Where(field => field.Is("Cookie")).SelectMany(field => field.Value.Split(';'))
        .Concat(exchange.HeaderValues("Set-Cookie").Select(line => line.Split(';')[0]))
        .Where(pair => pair.Contains('=', StringComparison.Ordinal))
        .Select(pair => pair.Split('=')[0].Trim());

    private static void AddCookie(string pair, string owner, KnownSecrets secrets)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "" : Reports.Plain.Line(pair[..equals].Trim());

        // What is set to take a cookie away, and switches, are not worth looking for everywhere.
        var value = pair[(equals + 1)..].Trim().Trim('"');
        if (value.Length >= 8)
            secrets.Add(owner, $"cookie {name}", value);
    }
}
