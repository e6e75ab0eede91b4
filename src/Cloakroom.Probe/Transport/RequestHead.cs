namespace Cloakroom.Probe.Transport;

/// <summary>The header of a request, built once for all that are alike.</summary>
internal sealed class RequestHead
{
    private readonly ProbeRequest _request;
    private HttpRequestMessage? _spare;

    private RequestHead(ProbeRequest request, string? cookie, IReadOnlyList<HeaderField> fields)
    {
        (_request, Cookie, Fields) = (request, cookie, fields);
        // What no message can be made of is told instead of sent.
        Problem = fields.FirstOrDefault(field => !ProbeClientOptions.IsName(field.Name) || !ProbeClientOptions.IsSendable(field.Value)) is { Name: { } name }
            ? $"the header field {(ProbeClientOptions.IsName(name) ? name : "with an odd name")} cannot be sent: a line break or a character beyond Latin-1"
            : null;
    }

    /// <summary>What the jar gave; the head is good as long as it gives the same.</summary>
    public string? Cookie { get; }

    /// <summary>As sent, in order.</summary>
    public IReadOnlyList<HeaderField> Fields { get; }

    /// <summary>Why it cannot be sent, in words; null when it can.</summary>
    public string? Problem { get; }

    private bool HasContent =>
        !_request.Body.IsEmpty || _request.Method == HttpMethod.Post || _request.Method == HttpMethod.Put || _request.Method == HttpMethod.Patch;

    public static RequestHead Of(ProbeRequest request, string? cookie, ProbeClientOptions options)
    {
        var fields = new List<HeaderField>(16);
        if (!BrowserFields.Has(request.Headers, "Host"))
            fields.Add(new HeaderField("Host", AllowedHosts.Shown(request.Url)));
        BrowserFields.AddTo(fields, request, options);
        if (cookie is not null && !BrowserFields.Has(request.Headers, "Cookie"))
            fields.Add(new HeaderField("Cookie", cookie));
        var head = new RequestHead(request, cookie, fields);
        if (head.HasContent)
        {
            if (request.ContentType is not null && !BrowserFields.Has(request.Headers, "Content-Type"))
                fields.Add(new HeaderField("Content-Type", request.ContentType));
            fields.Add(new HeaderField("Content-Length", request.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        return head;
    }

    /// <summary>A message that nobody else is sending. Give it back when its exchange has ended well.</summary>
    public HttpRequestMessage Rent() => Interlocked.Exchange(ref _spare, null) ?? Build();

    public void Return(HttpRequestMessage message) => Volatile.Write(ref _spare, message);

    private HttpRequestMessage Build()
    {
        var message = new HttpRequestMessage(_request.Method, _request.Url)
        {
            Version = _request.Protocol == HttpProtocol.Http2 ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = HasContent ? new ReadOnlyMemoryContent(_request.Body) : null,
        };
        foreach (var field in Fields)
        {
            // The handler writes these two itself, out of the address and the content.
            if (field.Is("Content-Length") || (field.Is("Host") && !BrowserFields.Has(_request.Headers, "Host")))
                continue;
            if (!message.Headers.TryAddWithoutValidation(field.Name, field.Value))
                (message.Content ??= new ReadOnlyMemoryContent(default)).Headers.TryAddWithoutValidation(field.Name, field.Value);
        }

        return message;
    }
}
