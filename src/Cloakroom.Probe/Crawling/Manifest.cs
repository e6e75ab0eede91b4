using System.Text.Json;

namespace Cloakroom.Probe.Crawling;

/// <summary>A web application manifest: its icons, screenshots and pages.</summary>
internal static class Manifest
{
    public static void Read(string json, LinkCollector links)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            Read(document.RootElement, links);
        }
        catch (JsonException)
        {
            // Not a manifest, or a broken one: it leads nowhere.
        }
    }

    private static void Read(JsonElement element, LinkCollector links)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Read(item, links);
        }

        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.String) Read(member.Value, links);
            else if (member.NameEquals("src"u8)) links.Asset(member.Value.GetString());
            else if (member.NameEquals("start_url"u8) || member.NameEquals("url"u8)) links.Page(member.Value.GetString());
        }
    }
}
