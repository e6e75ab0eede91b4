using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cloakroom.Edge.Cookies;

/// <summary>A <c>Set-Cookie</c> of the application: name, value, and the attributes as it wrote them.</summary>
internal sealed record SetCookieLine(string Name, string Value, string Attributes)
{
    /// <summary>As browsers parse it (RFC 6265bis section 5.6).</summary>
    public static SetCookieLine Parse(string line)
    {
        var semicolon = line.IndexOf(';', StringComparison.Ordinal);
        var pair = semicolon < 0 ? line.AsSpan() : line.AsSpan(0, semicolon);
        var attributes = semicolon < 0 ? "" : line[(semicolon + 1)..].Trim(' ', '\t');
        var equals = pair.IndexOf('=');
        return equals < 0
            ? new SetCookieLine("", pair.Trim(" \t").ToString(), attributes)
            : new SetCookieLine(pair[..equals].Trim(" \t").ToString(), pair[(equals + 1)..].Trim(" \t").ToString(), attributes);
    }

    /// <summary>Whether the browser is told to forget the cookie.</summary>
    public bool IsDeletion(DateTimeOffset now)
    {
        if (Find("max-age") is { } maxAge && long.TryParse(maxAge, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            return seconds <= 0;
        if (Find("expires") is not { } expires)
            return false;
        // Applications write dates in many forms, "Thu, 01-Jan-1970" among them.
        return HeaderUtilities.TryParseDate(new StringSegment(expires), out var date)
            || DateTimeOffset.TryParse(expires, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date)
            ? date <= now
            : expires.Contains("1970", StringComparison.Ordinal);
    }

    /// <summary>The value of the last attribute of that name, which is the one that counts; null when there is none.</summary>
    public string? Find(string attribute)
    {
        string? found = null;
        foreach (var part in Attributes.AsSpan().Split(';'))
        {
            var text = Attributes.AsSpan(part).Trim();
            var equals = text.IndexOf('=');
            var name = equals < 0 ? text : text[..equals].TrimEnd();
            if (name.Equals(attribute, StringComparison.OrdinalIgnoreCase))
                found = equals < 0 ? "" : text[(equals + 1)..].Trim().ToString();
        }

        return found;
    }

    public override string ToString() => Write(Name, Value, Attributes);

    public static string Write(string name, string value, string attributes) =>
        attributes.Length == 0 ? $"{name}={value}" : $"{name}={value}; {attributes}";
}
