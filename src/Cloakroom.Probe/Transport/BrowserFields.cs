namespace Cloakroom.Probe.Transport;

/// <summary>What a browser sends with a request: by the method, and by what the path looks like.</summary>
internal static class BrowserFields
{
    /// <summary>zstd is left out: .NET 10 cannot decode it.</summary>
    private const string AcceptEncoding = "gzip, deflate, br";

    /// <param name="fields">Appended to, in a browser's order. Cookies are not among them.</param>
    /// <param name="request">Its own fields take the place of those of the same name.</param>
    /// <param name="options">Those for all requests.</param>
    public static void AddTo(List<HeaderField> fields, ProbeRequest request, ProbeClientOptions options)
    {
        var kind = KindOf(request);
        if (kind.Mode == "navigate")
            Add("Upgrade-Insecure-Requests", "1");
        Add("User-Agent", options.UserAgent);
        Add("Accept", kind.Accept);
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
            Add("Origin", request.Url.GetLeftPart(UriPartial.Authority));
        Add("Sec-Fetch-Site", kind.Mode == "navigate" && request.Method == HttpMethod.Get ? "none" : "same-origin");
        Add("Sec-Fetch-Mode", kind.Mode);
        if (kind.Mode == "navigate")
            Add("Sec-Fetch-User", "?1");
        Add("Sec-Fetch-Dest", kind.Destination);
        // Frameworks that guard forms ask for one of the two over https.
        if (kind.Mode != "navigate" || request.Method != HttpMethod.Get)
            Add("Referer", request.Url.GetLeftPart(UriPartial.Authority) + "/");
        Add("Accept-Encoding", AcceptEncoding);
        Add("Accept-Language", options.AcceptLanguage);
        foreach (var field in options.Headers)
        {
            if (!Has(request.Headers, field.Name))
                fields.Add(field);
        }

        fields.AddRange(request.Headers);

        void Add(string name, string value)
        {
            if (!Has(request.Headers, name) && !Has(options.Headers, name))
                fields.Add(new HeaderField(name, value));
        }
    }

    public static bool Has(IReadOnlyList<HeaderField> fields, string name)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Is(name))
                return true;
        }

        return false;
    }

    private static Kind KindOf(ProbeRequest request)
    {
        var isForm = request.ContentType is null || request.ContentType.Contains("form", StringComparison.OrdinalIgnoreCase);
        if (request.Method == HttpMethod.Post && isForm)
            return Kind.Document;
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
            return Kind.Script("empty", "cors");
        var path = request.Url.AbsolutePath.AsSpan();
        var extension = path[(path.LastIndexOf('/') + 1)..];
        extension = extension[(extension.LastIndexOf('.') + 1)..];
        Span<char> lower = stackalloc char[8];
        return extension.Length > lower.Length ? Kind.Document : lower[..Math.Max(extension.ToLowerInvariant(lower), 0)] switch
        {
            "js" or "mjs" => Kind.Script("script", "no-cors"),
            "css" => new Kind("style", "no-cors", "text/css,*/*;q=0.1"),
            "png" or "jpg" or "jpeg" or "gif" or "webp" or "avif" or "svg" or "ico" or "bmp" =>
                new Kind("image", "no-cors", "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"),
            "woff" or "woff2" or "ttf" or "otf" or "eot" => Kind.Script("font", "cors"),
            "json" or "map" or "wasm" => Kind.Script("empty", "cors"),
            _ => Kind.Document,
        };
    }

    private readonly record struct Kind(string Destination, string Mode, string Accept)
    {
        public static readonly Kind Document = new("document", "navigate", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

        public static Kind Script(string destination, string mode) => new(destination, mode, "*/*");
    }
}
