using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Scenarios.Extracting;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Learning;

/// <summary>The texts of a page that might tell somebody apart: whole texts, their parts, and values of attributes, fields and JSON.</summary>
internal static partial class PageTokens
{
    private const int MaxText = 200;
    private const int MaxTokens = 20_000;
    private const int MaxBody = 1024 * 1024;

    // Names of attributes whose values are layout, or files of the site.
    private static readonly HashSet<string> Layout = new(["class", "style", "id", "for", "rel", "type", "lang", "dir", "role", "integrity", "nonce", "sizes", "media", "charset", "srcset", "d", "viewbox"], StringComparer.OrdinalIgnoreCase);

    /// <returns>At least as long as markers are.</returns>
    public static HashSet<string> Of(Exchange exchange)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        if (exchange.Body.Length > MaxBody || exchange.Body.Length == 0) return tokens;
        var type = BodyText.TypeOf(exchange);
        if (type.Contains("html", StringComparison.Ordinal)) Html(BodyText.Of(exchange), tokens);
        else if (BodyText.IsJson(type)) Json(BodyText.Of(exchange), tokens);
        else if (type.StartsWith("text/", StringComparison.Ordinal) || type.Contains("javascript", StringComparison.Ordinal)) Script(BodyText.Of(exchange), tokens);
        return tokens;
    }

    private static void Html(string html, HashSet<string> tokens)
    {
        using var page = new HtmlParser().ParseDocument(html);
        foreach (var node in page.Descendants())
        {
            switch (node)
            {
                case IElement element:
                    foreach (var attribute in element.Attributes)
                    {
                        if (!Layout.Contains(attribute.Name) && !IsFile(element, attribute.Name)) Value(attribute.Value, tokens);
                    }

                    break;
                case IText { Parent: IElement { LocalName: "script" } script } text when !script.HasAttribute("src"):
                    if (script.GetAttribute("type")?.Contains("json", StringComparison.OrdinalIgnoreCase) == true) Json(text.Data, tokens);
                    else Script(text.Data, tokens);
                    break;
                case IText { Parent: not IElement { LocalName: "style" or "noscript" } } text:
                    Text(text.Data, tokens);
                    break;
            }
        }
    }

    // Addresses have versions, hosts and ways back in them, and come back in redirects to whoever asks for them.
    private static bool IsFile(IElement element, string attribute) =>
        (attribute is "src" or "href" or "action" or "formaction" && element.GetAttribute(attribute)?.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) != true) || (element.LocalName == "meta" && element.GetAttribute("name") == "generator");

    private static void Json(string json, HashSet<string> tokens)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            Json(document.RootElement, tokens);
        }
        catch (JsonException)
        {
            Script(json, tokens);
        }
    }

    private static void Json(JsonElement element, HashSet<string> tokens)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject()) Json(member.Value, tokens);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Json(item, tokens);
                break;
            case JsonValueKind.String:
                Value(element.GetString()!, tokens);
                break;
            case JsonValueKind.Number:
                Add(element.GetRawText(), tokens);
                break;
        }
    }

    /// <summary>The strings and long numbers of a script.</summary>
    private static void Script(string script, HashSet<string> tokens)
    {
        foreach (var match in Strings().EnumerateMatches(script))
        {
            var text = script.AsSpan(match.Index, match.Length).Trim("\"'`");
            if (text.Length is >= MarkerForms.MinLength and <= MaxText) Value(Unescape(text.ToString()), tokens);
        }
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        try
        {
            return JsonSerializer.Deserialize<string>($"\"{text}\"") ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static void Value(string value, HashSet<string> tokens)
    {
        Text(value, tokens);
        // An address in a link, a value in a query.
        foreach (var part in value.Split(['/', '?', '&', '=', '#', ';', ','], StringSplitOptions.RemoveEmptyEntries)) Add(Uri.UnescapeDataString(part), tokens);
    }

    /// <summary>Whole, by phrases between punctuation, and by words.</summary>
    private static void Text(string text, HashSet<string> tokens)
    {
        if (text.Length > MaxText * 20) return;
        Add(text, tokens);
        foreach (var phrase in Phrases().Split(text))
        {
            Add(phrase, tokens);
            foreach (var word in phrase.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) Add(word.Trim('.', '-', '+', '_'), tokens);
        }
    }

    private static void Add(string text, HashSet<string> tokens)
    {
        text = text.Trim();
        if (text.Length is < MarkerForms.MinLength or > MaxText || tokens.Count >= MaxTokens) return;
        tokens.Add(text);
    }

    [GeneratedRegex("\"(?:[^\"\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\n]|\\\\.)*'|`[^`]*`|\\d{6,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Strings();

    [GeneratedRegex(@"[,:;!?()<>""'|\[\]{}\r\n\t•·–—]+", RegexOptions.CultureInvariant)]
    private static partial Regex Phrases();
}
