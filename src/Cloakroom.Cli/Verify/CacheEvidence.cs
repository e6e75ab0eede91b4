using System.Globalization;

namespace Cloakroom.Cli.Verify;

/// <summary>Whether a response came out of a cache, by what it says itself.</summary>
internal static class CacheEvidence
{
    // Cache-Status is RFC 9211; the others are what caches and CDNs had before it.
    private static readonly string[] Fields = ["Cache-Status", "X-Cache", "X-Cache-Status", "CF-Cache-Status", "X-Proxy-Cache", "X-Drupal-Cache"];

    public static string? Find(HttpResponseMessage response)
    {
        // RFC 9111 section 5.1. Some caches say 0 on what they have just fetched.
        if (response.Headers.Age is { TotalSeconds: >= 1 } age)
            return string.Create(CultureInfo.InvariantCulture, $"Age: {age.TotalSeconds:0}");
        foreach (var field in Fields)
        {
            if (response.Headers.TryGetValues(field, out var values) && values.FirstOrDefault(IsHit) is not null)
                return $"{field} says hit";
        }

        return null;
    }

    private static bool IsHit(string value) => value.Split([',', ';', ' ', '/'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Any(word => word.Equals("hit", StringComparison.OrdinalIgnoreCase) || word.Equals("TCP_HIT", StringComparison.OrdinalIgnoreCase) || word.Equals("TCP_MEM_HIT", StringComparison.OrdinalIgnoreCase));
}
