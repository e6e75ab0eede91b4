using System.Buffers;
using System.IO.Compression;

namespace Cloakroom.Probe.Transport;

/// <summary>Undoes content codings (RFC 9110 section 8.4.1): gzip, deflate with and without its zlib wrapper, br, and any of them on top of another.</summary>
/// <remarks>Not zstd and dcb/dcz: .NET 10 has no decoder, and the probe does not ask for them.</remarks>
internal static class ContentDecoder
{
    /// <summary>More would be an attack on whoever decodes.</summary>
    private const int MostLayers = 5;

    /// <param name="raw">As it came.</param>
    /// <param name="codings">The values of <c>Content-Encoding</c>, in order; several in a value are divided by commas.</param>
    /// <param name="cap">Bytes that are made at most, of each layer.</param>
    /// <param name="isWhole">Whether <paramref name="raw"/> is all of it: otherwise an early end is nothing new.</param>
    /// <returns>
    /// The body, and <see cref="BodyState.Whole"/>, <see cref="BodyState.CutOff"/> (longer than the cap) or <see cref="BodyState.Undecoded"/>
    /// (unknown, broken or ended early: what came out before, or the raw bytes when nothing did).
    /// </returns>
    public static DecodedBody Decode(ReadOnlyMemory<byte> raw, IReadOnlyList<string> codings, int cap, bool isWhole = true)
    {
        // HEAD, 204 and 304 have the field and no body.
        if (raw.IsEmpty)
            return new DecodedBody(raw, BodyState.Whole, null);
        var layers = Layers(codings);
        if (layers.Count == 0)
            return new DecodedBody(raw, BodyState.Whole, null);
        if (layers.Count > MostLayers)
            return new DecodedBody(raw, BodyState.Undecoded, $"{layers.Count} content codings on top of each other");

        var body = raw;
        for (var layer = layers.Count - 1; layer >= 0; layer--)
        {
            var decoded = DecodeLayer(body, layers[layer], cap, isWhole);
            if (decoded.State == BodyState.Undecoded && decoded.Body.IsEmpty)
                return decoded with { Body = body };
            body = decoded.Body;
            if (decoded.State == BodyState.Whole)
                continue;

            // What is below has lost its end, so it is decoded as far as it goes and the first trouble is the one that is told.
            return layer == 0 ? decoded : decoded with { Body = Decode(body, layers.GetRange(0, layer), cap, isWhole: false).Body };
        }

        return new DecodedBody(body, BodyState.Whole, null);
    }

    private static List<string> Layers(IReadOnlyList<string> codings)
    {
        var layers = new List<string>();
        foreach (var value in codings)
        {
            foreach (var coding in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
                    layers.Add(coding.ToLowerInvariant());
            }
        }

        return layers;
    }

    private static DecodedBody DecodeLayer(ReadOnlyMemory<byte> raw, string coding, int cap, bool isWhole) => coding switch
    {
        "gzip" or "x-gzip" => Told(GzipCoding.Decode(raw, cap), "gzip", isWhole),
        "deflate" => Told(Deflate(raw, cap), "deflate", isWhole),
        "br" => Told(BrotliCoding.Decode(raw.Span, cap), "br", isWhole),
        _ => new DecodedBody(raw, BodyState.Undecoded, $"the content coding {Shown(coding)} cannot be decoded here"),
    };

    /// <summary>With its zlib wrapper, as RFC 9110 has it, or without, as some servers send it.</summary>
    private static Inflated Deflate(ReadOnlyMemory<byte> raw, int cap)
    {
        var bytes = raw.Span;
        var looksLikeZlib = bytes.Length >= 2 && (bytes[0] & 0x0F) == 8 && ((bytes[0] << 8) | bytes[1]) % 31 == 0;
        if (looksLikeZlib && Inflated.From(raw, static source => new ZLibStream(source, CompressionMode.Decompress), cap) is { IsBroken: false } wrapped)
            return wrapped;
        var bare = Inflated.From(raw, static source => new DeflateStream(source, CompressionMode.Decompress), cap);
        return bare.IsBroken && looksLikeZlib
            ? Inflated.From(raw, static source => new ZLibStream(source, CompressionMode.Decompress), cap)
            : bare;
    }

    private static DecodedBody Told(Inflated inflated, string coding, bool isWhole) => inflated switch
    {
        { IsCutOff: true } => new DecodedBody(inflated.Body, BodyState.CutOff, $"longer than the limit once its {coding} is undone"),
        { IsBroken: true } => new DecodedBody(inflated.Body, BodyState.Undecoded, $"its {coding} is broken"),
        { EndsEarly: true } when isWhole => new DecodedBody(inflated.Body, BodyState.Undecoded, $"its {coding} ends early"),
        _ => new DecodedBody(inflated.Body, BodyState.Whole, null),
    };

    /// <summary>A coding's name comes from the site: only what a name may hold is shown of it.</summary>
    private static string Shown(string coding) => coding.Length <= 16 && ProbeClientOptions.IsName(coding) ? coding : "(odd name)";
}

/// <param name="Body">Decoded, or as it came where that failed.</param>
/// <param name="State">Never <see cref="BodyState.Incomplete"/>.</param>
/// <param name="Problem">In words, without content; null for <see cref="BodyState.Whole"/>.</param>
internal readonly record struct DecodedBody(ReadOnlyMemory<byte> Body, BodyState State, string? Problem);
