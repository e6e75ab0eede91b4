using System.Text.Json;
using AngleSharp.Html.Parser;
using Cloakroom.Probe.Scenarios.Har;

namespace Cloakroom.Probe.Scenarios.Recording;

/// <summary>Finds where in an earlier response a value came from.</summary>
internal static class TokenSource
{
    /// <returns>Null when the response does not have it.</returns>
    public static Extraction? Find(HarEntry entry, string value)
    {
        if (entry.ResponseHeaders.FirstOrDefault(header => header.Value == value && !header.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)) is { Key: not null } field)
            return new Extraction { Header = field.Key };
        if (entry.Body.Length == 0)
            return null;
        return entry.Type.Contains("json", StringComparison.Ordinal) ? InJson(entry.Body, value) : entry.Type.Contains("html", StringComparison.Ordinal) ? InPage(entry.Body, value) : null;
    }

    /// <summary>Where a text stands by itself in JSON.</summary>
    public static Extraction? InJson(string body, string value)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return PointerTo(document.RootElement, value, "") is { } pointer ? new Extraction { Pointer = pointer } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Extraction? InPage(string body, string value)
    {
        using var page = new HtmlParser().ParseDocument(body);
        foreach (var element in page.QuerySelectorAll("input[value], meta[content], form[action], [data-csrf], [data-token]"))
        {
            var attribute = element.LocalName switch { "input" => "value", "meta" => "content", "form" => "action", _ => element.HasAttribute("data-csrf") ? "data-csrf" : "data-token" };
            if (element.GetAttribute(attribute) != value)
                continue;
            var (by, name) = element.GetAttribute("name") is { Length: > 0 } named ? ("name", named) : ("id", element.GetAttribute("id"));
            var selector = name is { Length: > 0 } ? $"{element.LocalName}[{by}=\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"]" : $"{element.LocalName}[{attribute}]";
            // Another element may come first.
            if (page.QuerySelector(selector) == element)
                return new Extraction { Selector = selector, Attribute = attribute };
        }

        return null;
    }

    private static string? PointerTo(JsonElement element, string value, string at) => element.ValueKind switch
    {
        JsonValueKind.String => element.ValueEquals(value) ? at : null,
        JsonValueKind.Object => element.EnumerateObject()
            .Select(member => PointerTo(member.Value, value, $"{at}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}"))
            .FirstOrDefault(found => found is not null),
        JsonValueKind.Array => element.EnumerateArray().Select((item, i) => PointerTo(item, value, $"{at}/{i}")).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
