using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Findings;

/// <summary>Which cache a response came through, by the fields that each leaves.</summary>
internal static class CacheName
{
    public const string Nginx = "nginx";
    public const string Varnish = "Varnish";
    public const string Haproxy = "HAProxy";
    public const string Apache = "Apache httpd";
    public const string Squid = "Squid";
    public const string TrafficServer = "Traffic Server";
    public const string CloudFront = "CloudFront";
    public const string Cloudflare = "Cloudflare";
    public const string Fastly = "Fastly";
    public const string AspNet = "ASP.NET Core";

    /// <summary>The nearest to the client where several are named; null when nothing is.</summary>
    /// <param name="exchange">With its fields.</param>
    /// <param name="isHit">Whether something answered in the application's place: then a server that may cache and says nothing else is it.</param>
    public static string? Of(Exchange exchange, bool isHit)
    {
        var via = string.Join(", ", exchange.HeaderValues("Via"));
        var server = exchange.Header("Server") ?? "";
        var status = string.Join(", ", exchange.HeaderValues("Cache-Status"));
        var cache = exchange.Header("X-Cache") ?? "";

        if (Has("CF-Cache-Status") || (Has("CF-RAY") && server == "cloudflare"))
            return Cloudflare;
        if (Has("X-Amz-Cf-Pop") || Has("X-Amz-Cf-Id") || Says(via, "CloudFront"))
            return CloudFront;
        if (Has("X-Fastly-Request-ID") || (exchange.Header("X-Served-By") is { } by && by.StartsWith("cache-", StringComparison.OrdinalIgnoreCase)))
            return Fastly;
        foreach (var text in (string[])[status, via])
        {
            if (Says(text, "squid"))
                return Squid;
            if (Says(text, "TrafficServer") || Says(text, "ATS/"))
                return TrafficServer;
            if (Says(text, "varnish"))
                return Varnish;
            if (Says(text, "haproxy"))
                return Haproxy;
            if (Says(text, "nginx"))
                return Nginx;
            if (Says(text, "apache"))
                return Apache;
        }

        if (Has("X-Varnish"))
            return Varnish;
        if (Has("X-Cache-Lookup"))
            return Squid;
        if (server.StartsWith("ATS", StringComparison.Ordinal))
            return TrafficServer;
        if (Has("X-Proxy-Cache") || Has("X-Nginx-Cache") || Has("X-FastCGI-Cache") || (Has("X-Cache-Status") && server.StartsWith("nginx", StringComparison.OrdinalIgnoreCase)))
            return Nginx;
        if (Has("X-Cache-Detail") || (Says(cache, " from ") && server.StartsWith("Apache", StringComparison.OrdinalIgnoreCase)))
            return Apache;
        if (!isHit)
            return null;

        // Kestrel's output and response caches leave Age alone; nginx needs no field to say so.
        if (server.StartsWith("nginx", StringComparison.OrdinalIgnoreCase))
            return Nginx;
        if (server.StartsWith("Apache", StringComparison.OrdinalIgnoreCase))
            return Apache;
        return server == "Kestrel" && via.Length == 0 && cache.Length == 0 ? AspNet : null;

        bool Has(string name) => exchange.Header(name) is not null;
    }

    private static bool Says(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
