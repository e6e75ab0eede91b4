using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Checks;

/// <summary>Tells responses on which no identity has any business: those the scenario names, and files by type and name.</summary>
internal sealed class StaticRoutes(IEnumerable<string> patterns)
{
    private static readonly HashSet<string> Extensions = new(
        ["js", "mjs", "css", "map", "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico", "woff", "woff2", "ttf", "otf", "eot", "mp4", "webm", "mp3", "wasm", "webmanifest"],
        StringComparer.OrdinalIgnoreCase);

    private readonly Wildcard[] _patterns = [.. patterns.Select(pattern => new Wildcard(pattern))];

    public bool IsStatic(Exchange exchange)
    {
        var path = exchange.Url.AbsolutePath;
        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(path)) return true;
        }

        return HasAssetName(path) && HasAssetType(exchange.Header("Content-Type"));
    }

    public static bool HasAssetName(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot > path.LastIndexOf('/') && Extensions.GetAlternateLookup<ReadOnlySpan<char>>().Contains(path.AsSpan(dot + 1));
    }

    private static bool HasAssetType(string? type) =>
        type is not null
        && (type.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("font/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("video/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("text/css", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/wasm", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/manifest", StringComparison.OrdinalIgnoreCase)
            || type.Contains("javascript", StringComparison.OrdinalIgnoreCase));
}
