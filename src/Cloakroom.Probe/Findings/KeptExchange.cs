using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Findings;

/// <summary>An exchange as evidence: without its body but for the surroundings of what was seen, so that some hundred of them fit in memory. Holds secrets.</summary>
/// <param name="Exchange">With an empty body.</param>
/// <param name="BodyBytes">The whole body's length.</param>
/// <param name="BodyDigest">SHA-256 in hexadecimal digits; empty for no body.</param>
/// <param name="Surroundings">Text of the body on both sides of what was seen.</param>
/// <param name="Focus">Where in the surroundings it begins.</param>
/// <param name="Nonces">What is new in every response, by what it is: digests only.</param>
internal sealed partial record KeptExchange(
    Exchange Exchange, int BodyBytes, string BodyDigest, string Surroundings, int Focus, IReadOnlyDictionary<string, string> Nonces)
{
    /// <summary>Bytes on either side: more than a cookie with everything around it, so that no secret is cut in two where it matters.</summary>
    private const int Reach = 8192;

    private const int SearchedForNonces = 256 * 1024;

    private static readonly string[] NonceHeaders =
        ["X-Request-Id", "Request-Id", "X-Correlation-Id", "X-Trace-Id", "X-Amzn-Trace-Id", "X-Amzn-RequestId", "Traceparent", "X-Nonce", "X-Cloud-Trace-Context"];

    [GeneratedRegex("(?:nonce[=\"-]+|csp-nonce\"? content=\")(?<v>[A-Za-z0-9+/=_-]{8,})", RegexOptions.CultureInvariant, 100)]
    private static partial Regex NonceAttribute();

    [GeneratedRegex("(?:csrf|xsrf|authenticity|_token|RequestVerificationToken)[\\w-]*\"[^<>]{0,80}?(?:value|content)=\"(?<v>[^\"]{8,})\"", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 100)]
    private static partial Regex FormToken();

    /// <summary>Whether the surroundings begin within the body, and so perhaps within a secret.</summary>
    public bool IsCutBefore { get; private init; }

    /// <summary>Whether they end within it, or where it was cut off.</summary>
    public bool IsCutAfter { get; private init; }

    /// <param name="exchange">Whole.</param>
    /// <param name="place">As <see cref="Sighting.Place"/> has it: <c>body at 1234</c> counts bytes.</param>
    public static KeptExchange Of(Exchange exchange, string place)
    {
        var body = exchange.Body.Span;
        var at = Math.Clamp(Offset(place), 0, body.Length);
        var from = Math.Max(0, at - Reach);
        var to = Math.Min(body.Length, at + Reach);
        var before = Decode(body[from..at]);
        return new KeptExchange(
            exchange.WithoutBody(),
            body.Length,
            body.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(body)),
            before + Decode(body[at..to]),
            before.Length,
            FindNonces(exchange))
        {
            IsCutBefore = from > 0,
            IsCutAfter = to < body.Length || exchange.BodyState != BodyState.Whole,
        };
    }

    // Text in UTF-16 has zeros between the letters; without them it is searched like any other.
    private static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes).Replace("\0", "", StringComparison.Ordinal);

    private static int Offset(string place)
    {
        var match = BodyAt().Match(place);
        return match.Success && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0;
    }

    [GeneratedRegex(@"^body at (\d+)")]
    private static partial Regex BodyAt();

    private static Dictionary<string, string> FindNonces(Exchange exchange)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in NonceHeaders)
        {
            if (exchange.Header(name) is { Length: > 0 } value)
                found[name] = Digest(value);
        }

        try
        {
            if (exchange.Header("Content-Security-Policy") is { } policy && NonceAttribute().Match(policy) is { Success: true } inPolicy)
                found["nonce of Content-Security-Policy"] = Digest(inPolicy.Groups["v"].Value);
            var body = Encoding.UTF8.GetString(exchange.Body.Span[..Math.Min(exchange.Body.Length, SearchedForNonces)]);
            if (NonceAttribute().Match(body) is { Success: true } inBody)
                found["nonce in the body"] = Digest(inBody.Groups["v"].Value);
            if (FormToken().Match(body) is { Success: true } inForm)
                found["form token in the body"] = Digest(inForm.Groups["v"].Value);
        }
        catch (RegexMatchTimeoutException)
        {
            // A page made to take long: what was found until then will do.
        }

        return found;
    }

    private static string Digest(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
}
