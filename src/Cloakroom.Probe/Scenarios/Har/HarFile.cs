using System.Text;
using System.Text.Json;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Inputs;
using Microsoft.AspNetCore.WebUtilities;

namespace Cloakroom.Probe.Scenarios.Har;

/// <summary>What a browser recorded (HAR 1.2).</summary>
internal static class HarFile
{
    private static readonly Uri Nowhere = new("http://nowhere.invalid/");

    /// <returns>In the order of the file, those of http alone.</returns>
    /// <exception cref="InputException">It is no HAR.</exception>
    public static IReadOnlyList<HarEntry> Parse(string file, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (!document.RootElement.TryGetProperty("log", out var log) || log.ValueKind != JsonValueKind.Object || !log.TryGetProperty("entries", out var entries) || entries.ValueKind != JsonValueKind.Array)
                throw new InputException(new InputProblem(file, 1, null, "is JSON, but no HAR: it has no log.entries.", "Export it in the developer tools of a browser, Network, as HAR."));
            return [.. entries.EnumerateArray().Select(Entry).OfType<HarEntry>()];
        }
        catch (JsonException wrong)
        {
            throw new InputException(new InputProblem(file, (int)(wrong.LineNumber ?? 0) + 1, null, "not JSON from here on.", "Export it anew: it may have been cut off."));
        }
    }

    private static HarEntry? Entry(JsonElement entry)
    {
        if (Object(entry, "request") is not { } request || !Uri.TryCreate(Text(request, "url"), UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            return null;
        var headers = Pairs(request, "headers");
        // The field is exact; some exporters decode what is in the list.
        var field = headers.FirstOrDefault(header => header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)).Value;
        var cookies = field is not null ? CookieText.OfField(field, Nowhere)?.Select(cookie => KeyValuePair.Create(cookie.Name, cookie.Value)).ToList() : null;
        var post = Object(request, "postData");
        var postType = Bare(Text(post, "mimeType"));
        var postText = Text(post, "text");
        var response = Object(entry, "response");
        var content = Object(response, "content");
        return new HarEntry
        {
            Method = Text(request, "method").ToUpperInvariant(),
            Url = url,
            RequestHeaders = headers,
            RequestCookies = cookies ?? Pairs(request, "cookies"),
            PostType = postType,
            PostText = postText,
            PostFields = postType == "application/x-www-form-urlencoded" && postText.Length > 0 ? Fields(postText) : Pairs(post, "params"),
            Status = response is { } answer && answer.TryGetProperty("status", out var status) && status.TryGetInt32(out var number) ? number : 0,
            ResponseHeaders = Pairs(response, "headers"),
            Type = Bare(Text(content, "mimeType")),
            Body = Body(content),
        };
    }

    private static string Body(JsonElement? content)
    {
        var text = Text(content, "text");
        if (!Text(content, "encoding").Equals("base64", StringComparison.OrdinalIgnoreCase))
            return text;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }

    private static List<KeyValuePair<string, string>> Fields(string text) =>
        [.. QueryHelpers.ParseQuery(text).SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")))];

    private static List<KeyValuePair<string, string>> Pairs(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } && parent.Value.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => KeyValuePair.Create(Text(item, "name"), Text(item, "value"))).Where(pair => pair.Key.Length > 0)]
            : [];

    private static JsonElement? Object(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } && parent.Value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object ? member : null;

    private static string Text(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } && parent.Value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString()! : "";

    private static string Bare(string type) => type.Split(';')[0].Trim().ToLowerInvariant();
}
