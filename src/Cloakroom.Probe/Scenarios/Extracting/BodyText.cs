using System.Net.Http.Headers;
using System.Text;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Scenarios.Extracting;

/// <summary>A body as text, and what it is said to be.</summary>
internal static class BodyText
{
    /// <summary>In the charset that <c>Content-Type</c> names, UTF-8 when it names none that is known; what is broken is replaced.</summary>
    public static string Of(Exchange exchange)
    {
        var body = exchange.Body.Span;
        return body.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.GetString(body[Encoding.UTF8.Preamble.Length..]) : EncodingOf(exchange).GetString(body);
    }

    /// <summary>Without parameters, in lower case; empty when there is none.</summary>
    public static string TypeOf(Exchange exchange) => (exchange.Header("Content-Type") ?? "").Split(';')[0].Trim().ToLowerInvariant();

    public static bool IsJson(string type) => type.EndsWith("/json", StringComparison.Ordinal) || type.EndsWith("+json", StringComparison.Ordinal);

    private static Encoding EncodingOf(Exchange exchange)
    {
        if (!MediaTypeHeaderValue.TryParse(exchange.Header("Content-Type"), out var type) || type.CharSet is not { } charset)
            return Encoding.UTF8;
        try
        {
            return Encoding.GetEncoding(charset.Trim('"'));
        }
        catch (ArgumentException)
        {
            // Of the legacy ones .NET has these only; in the ASCII half all are the same.
            return charset.Contains("1252", StringComparison.Ordinal) || charset.Contains("8859", StringComparison.Ordinal) ? Encoding.Latin1 : Encoding.UTF8;
        }
    }
}
