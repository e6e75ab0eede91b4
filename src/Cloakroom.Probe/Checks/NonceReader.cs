using System.Runtime.InteropServices;
using System.Text;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Checks;

/// <summary>Values of a response that are mostly new in every one, by what they are.</summary>
/// <param name="headers">Names of fields that the site's operator knows to be new in every response.</param>
internal sealed class NonceReader(IEnumerable<string> headers)
{
    private const int MinLength = 8;

    // Those that the origin sets. What a CDN adds to every answer of its own is new in a stored one as well.
    private static readonly string[] Usual =
        ["X-Request-Id", "Request-Id", "X-Correlation-Id", "Correlation-Id", "X-Trace-Id", "traceparent", "X-Amzn-RequestId", "X-Amzn-Trace-Id", "X-B3-TraceId", "X-Nonce", "X-Transaction-Id"];

    // Parts of csrf, XSRF-TOKEN, authenticity_token, __RequestVerificationToken: the fewer, the quicker.
    private static readonly byte[][] TokenNames = ["srf"u8.ToArray(), "SRF"u8.ToArray(), "_token"u8.ToArray(), "RequestVerificationToken"u8.ToArray()];

    private const int MaxBody = 256 * 1024;
    private const int MaxCandidates = 8;

    private readonly HashSet<string> _headers = new(Usual.Concat(headers), StringComparer.OrdinalIgnoreCase);

    public void Read(Exchange exchange, List<Nonce> into)
    {
        foreach (var field in exchange.Headers)
        {
            if (_headers.Contains(field.Name)) Take($"header {field.Name}", field.Value, false, into);
            else if (field.Name.StartsWith("Content-Security-Policy", StringComparison.OrdinalIgnoreCase)) TakeFromPolicy(field.Value, into);
        }

        if (exchange.Header("Content-Type")?.Contains("html", StringComparison.OrdinalIgnoreCase) == true)
            ReadBody(exchange.Body.Span[..Math.Min(exchange.Body.Length, MaxBody)], into);
    }

    private static void TakeFromPolicy(string policy, List<Nonce> into)
    {
        var at = policy.IndexOf("'nonce-", StringComparison.Ordinal);
        if (at < 0) return;
        var value = policy.AsSpan(at + 7);
        if (value.IndexOf('\'') is > 0 and var end) Take("header Content-Security-Policy", value[..end], false, into);
    }

    private static void ReadBody(ReadOnlySpan<byte> body, List<Nonce> into)
    {
        if (Attribute(body, "nonce"u8) is { IsEmpty: false } nonce) Take("nonce attribute", nonce, into);
        foreach (var name in TokenNames)
        {
            var from = 0;
            for (var tries = 0; tries < MaxCandidates && body[from..].IndexOf(name) is >= 0 and var at; tries++, from += at + name.Length)
            {
                if (ReadField(body, from + at, into)) break;
            }
        }
    }

    /// <summary>Takes the field that a place is within, if it is within one.</summary>
    private static bool ReadField(ReadOnlySpan<byte> body, int at, List<Nonce> into)
    {
        var start = body[Math.Max(0, at - 1024)..at].LastIndexOf((byte)'<');
        if (start < 0) return false;
        var tag = body[(Math.Max(0, at - 1024) + start)..];
        var length = tag[..Math.Min(tag.Length, 2048)].IndexOf((byte)'>');
        if (length < 0 || (!StartsWith(tag, "<input"u8) && !StartsWith(tag, "<meta"u8))) return false;
        tag = tag[..length];
        var value = Attribute(tag, "value"u8);
        if (value.IsEmpty) value = Attribute(tag, "content"u8);
        var field = Attribute(tag, "name"u8);
        Take($"field {Encoding.Latin1.GetString(field[..Math.Min(field.Length, 40)])}", value, into, isToken: true);
        return !value.IsEmpty;
    }

    /// <summary>The first attribute of that name that has a value in quotes.</summary>
    private static ReadOnlySpan<byte> Attribute(ReadOnlySpan<byte> html, ReadOnlySpan<byte> name)
    {
        for (var from = 0; html[from..].IndexOf(name) is >= 0 and var at; from += at + 1)
        {
            var rest = html[(from + at + name.Length)..];
            if (rest.Length < 3 || rest[0] != '=' || rest[1] is not ((byte)'"' or (byte)'\'')) continue;
            var end = rest[2..].IndexOf(rest[1]);
            return end <= 0 ? default : rest.Slice(2, end);
        }

        return default;
    }

    private static bool StartsWith(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(tag[..Math.Min(tag.Length, name.Length)], name);

    private static void Take(string kind, ReadOnlySpan<char> value, bool isToken, List<Nonce> into)
    {
        if (value.Length >= MinLength) into.Add(new Nonce(kind, Hash(MemoryMarshal.AsBytes(value)), isToken));
    }

    private static void Take(string kind, ReadOnlySpan<byte> value, List<Nonce> into, bool isToken = false)
    {
        if (value.Length >= MinLength) into.Add(new Nonce(kind, Hash(value), isToken));
    }

    // FNV-1a: equal values are all that matters, and nobody gains by making two that collide.
    private static ulong Hash(ReadOnlySpan<byte> value)
    {
        var hash = 14695981039346656037;
        foreach (var one in value) hash = (hash ^ one) * 1099511628211;
        return hash;
    }
}

/// <param name="Kind">Such as <c>header X-Request-Id</c>, <c>nonce attribute</c>, <c>field _csrf</c>.</param>
/// <param name="Hash">Of the value.</param>
/// <param name="IsToken">A form's token, which may be the session's: then the same person gets it again.</param>
internal readonly record struct Nonce(string Kind, ulong Hash, bool IsToken);
