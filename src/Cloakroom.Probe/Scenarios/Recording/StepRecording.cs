using System.Text.Json.Nodes;
using Cloakroom.Probe.Scenarios.Har;

namespace Cloakroom.Probe.Scenarios.Recording;

/// <summary>Makes steps of recorded requests: values that came from earlier responses are extracted there, those of the person stand as <c>{user}</c> and <c>{password}</c>.</summary>
internal sealed class StepRecording(IReadOnlyList<HarEntry> har, Uri site, SignInTrace trace)
{
    private static readonly string[] TokenHeaders = ["csrf", "xsrf", "verificationtoken", "authenticity"];

    // Pages that values came from, by their place in the recording.
    private readonly SortedDictionary<int, Dictionary<string, Extraction>> _pages = [];
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Fields whose value came from nowhere and looks like a secret: they stand as values of the account.</summary>
    public List<string> Unexplained { get; } = [];

    public IReadOnlyList<Step> SignIn() => Steps(trace.Entries);

    /// <summary>One request that signs out, after the pages that its values are from. For a recording of its own: what sign-in has taken from a page is another session's.</summary>
    public IReadOnlyList<Step> SignOut(HarEntry entry) => entry.Method == "GET" ? [new Step { Path = PathOf(entry.Url) }] : Steps([entry]);

    private IReadOnlyList<Step> Steps(IReadOnlyList<HarEntry> entries)
    {
        var requests = entries.Select(entry => (At: IndexOf(entry), Step: Sent(entry))).ToList();
        var pages = _pages.Where(page => requests.TrueForAll(request => request.At != page.Key))
            .Select(page => (At: page.Key, Step: Page(page.Key) with { Extract = page.Value }));
        return
        [
            .. requests.Select(request => _pages.TryGetValue(request.At, out var extract) ? (request.At, Step: request.Step with { Extract = extract }) : request)
                .Concat(pages).OrderBy(step => step.At).Select(step => step.Step),
        ];
    }

    /// <summary>Path and query, or the whole address on another host than the site; without anything of the person, and without tokens.</summary>
    public string PathOf(Uri url)
    {
        var query = HasToken(url) ? string.Join('&', Parameters(url).Where(parameter => !FieldNames.IsToken(parameter.Value)).Select(parameter => $"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(parameter.Value)}")) : url.Query.TrimStart('?');
        var path = Placeholders.Escape(query.Length == 0 ? url.AbsolutePath : $"{url.AbsolutePath}?{query}");
        if (trace.User is { Length: > 2 } user)
            path = path.Replace(Uri.EscapeDataString(user), "{user}", StringComparison.Ordinal);
        return url.Authority == site.Authority ? path : $"{url.GetLeftPart(UriPartial.Authority)}{path}";
    }

    /// <summary>Whether the query holds what is good once, or for one person.</summary>
    public static bool HasToken(Uri url) => Parameters(url).Any(parameter => FieldNames.IsToken(parameter.Value));

    /// <summary>A page that a value came from: where its address is made up anew each time, the one that leads to it.</summary>
    private Step Page(int at)
    {
        var first = at;
        for (var i = at - 1; i >= 0 && HasToken(har[first].Url); i--)
        {
            var location = har[i].Status is >= 300 and < 400 ? har[i].ResponseHeaders.FirstOrDefault(header => header.Key.Equals("Location", StringComparison.OrdinalIgnoreCase)).Value : null;
            if (location is not null && Uri.TryCreate(har[i].Url, location, out var led) && StepPath.WithoutFragment(led) == StepPath.WithoutFragment(har[first].Url))
                first = i;
        }

        return new Step { Path = PathOf(har[first].Url), FollowRedirects = first != at };
    }

    /// <summary>The address that a form is sent to: as the page has it, when it is made up anew each time.</summary>
    private string ActionOf(Uri url, int at)
    {
        if (!HasToken(url))
            return PathOf(url);
        foreach (var written in new[] { url.PathAndQuery, url.AbsoluteUri, url.Query })
        {
            if (ExtractBefore("action", written, at) is { } placeholder)
                return placeholder;
        }

        // Each token by itself; braces of its own would be percent-encoded in the address.
        var query = string.Join('&', Parameters(url).Select(parameter => $"{Uri.EscapeDataString(parameter.Name)}={(FieldNames.IsToken(parameter.Value) ? Value(parameter.Name, parameter.Value, at) : Uri.EscapeDataString(parameter.Value))}"));
        return $"{PathOf(new Uri(url.GetLeftPart(UriPartial.Path)))}?{query}";
    }

    private static IEnumerable<(string Name, string Value)> Parameters(Uri url) => url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
        .Select(pair => (Uri.UnescapeDataString(pair[0]), pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : ""));

    private Step Sent(HarEntry entry)
    {
        var at = IndexOf(entry);
        var isJson = entry.PostType.Contains("json", StringComparison.Ordinal);
        var headers = entry.RequestHeaders.Where(header => TokenHeaders.Any(word => header.Key.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .ToDictionary(header => header.Key, header => Value(header.Key, header.Value, at), StringComparer.OrdinalIgnoreCase);
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in isJson ? [] : entry.PostFields)
            form[name] = Value(name, value, at);
        // Where sign-in that fails answers otherwise, the status tells.
        return new Step
        {
            Method = entry.Method,
            Path = ActionOf(entry.Url, at),
            Headers = headers,
            Form = isJson ? null : form,
            Json = isJson ? Filled(JsonNode.Parse(entry.PostText)!, "", at) : null,
            Expect = entry.Status is >= 200 and < 400 ? [entry.Status] : [],
        };
    }

    private JsonNode? Filled(JsonNode? node, string name, int at) => node switch
    {
        JsonObject all => new JsonObject(all.Select(member => KeyValuePair.Create(member.Key, Filled(member.Value, member.Key, at)))),
        JsonArray all => new JsonArray([.. all.Select(item => Filled(item, name, at))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Value(name, text, at)),
        _ => node?.DeepClone(),
    };

    private string Value(string name, string value, int at)
    {
        if (value.Length == 0)
            return "";
        if (value == trace.Password || FieldNames.IsPassword(name))
            return "{password}";
        if (value == trace.User)
            return "{user}";
        if (FieldNames.IsOneTime(name, value))
            return "{totp:otp}";
        // Short constants are on many pages by chance.
        if (value.Length >= 8 && ExtractBefore(name, value, at) is { } extracted)
            return extracted;
        if (!FieldNames.IsToken(value) && !value.Contains(trace.Password, StringComparison.Ordinal))
            return Placeholders.Escape(value);
        var own = FieldNames.AsPlaceholder(name);
        Unexplained.Add(own);
        return $"{{{own}}}";
    }

    /// <returns>The placeholder; null when no earlier response has the value.</returns>
    private string? ExtractBefore(string name, string value, int at)
    {
        if (_known.TryGetValue(value, out var known))
            return $"{{{known}}}";
        for (var i = at - 1; i >= 0; i--)
        {
            if (TokenSource.Find(har[i], value) is not { } source)
                continue;
            var placeholder = FreeName(FieldNames.AsPlaceholder(name));
            if (!_pages.TryGetValue(i, out var page))
                _pages[i] = page = [];
            page[placeholder] = source;
            _known[value] = placeholder;
            return $"{{{placeholder}}}";
        }

        return null;
    }

    private string FreeName(string name)
    {
        var free = name;
        for (var i = 2; _known.ContainsValue(free) || free is "user" or "password"; i++)
            free = $"{name}{i}";
        return free;
    }

    private int IndexOf(HarEntry entry)
    {
        for (var i = 0; i < har.Count; i++)
        {
            if (ReferenceEquals(har[i], entry))
                return i;
        }

        return -1;
    }
}
