using System.Globalization;

namespace Cloakroom.Probe.Accounts;

/// <summary>A <c>Set-Cookie</c> field as browsers read it (RFC 6265bis section 5.6). Says nothing yet of whether it is acceptable.</summary>
/// <param name="Name">Empty for a bare value.</param>
/// <param name="Value">Exactly as it came, quotes included.</param>
internal sealed record SetCookie(string Name, string Value)
{
    private const int LongestPair = 4096;
    private const int LongestAttribute = 1024;

    /// <summary>In lower case without a leading dot; null when there is none, or an empty one.</summary>
    public string? Domain { get; private set; }

    /// <summary>Null when there is none that begins with a slash.</summary>
    public string? Path { get; private set; }

    public bool IsSecure { get; private set; }

    public bool IsHttpOnly { get; private set; }

    /// <summary>Seconds; null when there is none.</summary>
    public long? MaxAge { get; private set; }

    public DateTimeOffset? Expires { get; private set; }

    /// <summary>Whether it only takes away what is there.</summary>
    public bool IsDeletion(DateTimeOffset now) => Value.Length == 0 || MaxAge <= 0 || (MaxAge is null && Expires <= now);

    /// <returns>Null when a browser would drop it unread.</returns>
    public static SetCookie? Parse(string field)
    {
        if (field.AsSpan().ContainsAnyInRange('\0', '\b') || field.AsSpan().ContainsAnyInRange('\n', '\u001f') || field.Contains('\u007f'))
            return null;
        var parts = field.Split(';');
        var split = parts[0].IndexOf('=', StringComparison.Ordinal);
        var cookie = new SetCookie(Trim(split < 0 ? "" : parts[0][..split]), Trim(parts[0][(split + 1)..]));
        if (cookie.Name.Length + cookie.Value.Length is 0 or > LongestPair)
            return null;
        foreach (var attribute in parts.Skip(1))
        {
            var equals = attribute.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : Trim(attribute[(equals + 1)..]);
            if (value.Length <= LongestAttribute)
                cookie.Take(Trim(equals < 0 ? attribute : attribute[..equals]).ToLowerInvariant(), value);
        }

        return cookie;
    }

    /// <summary>Without the value.</summary>
    public override string ToString() => Name;

    // The last of each counts.
    private void Take(string attribute, string value)
    {
        switch (attribute)
        {
            case "domain":
                var domain = (value.StartsWith('.') ? value[1..] : value).ToLowerInvariant();
                Domain = domain.Length == 0 ? null : domain;
                break;
            case "path":
                Path = value.StartsWith('/') ? value : null;
                break;
            case "secure":
                IsSecure = true;
                break;
            case "httponly":
                IsHttpOnly = true;
                break;
            case "max-age" when value.Length > 0 && (char.IsAsciiDigit(value[0]) || value[0] == '-') && value.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0:
                MaxAge = value[0] == '-' ? -1 : long.TryParse(value, CultureInfo.InvariantCulture, out var seconds) ? seconds : long.MaxValue;
                break;
            case "expires" when CookieDate.Parse(value) is { } date:
                Expires = date;
                break;
        }
    }

    private static string Trim(string text) => text.Trim(' ', '\t');
}
