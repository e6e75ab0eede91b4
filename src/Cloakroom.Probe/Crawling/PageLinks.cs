using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Cloakroom.Probe.Scenarios.Extracting;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Crawling;

/// <summary>What a response leads to, by GET: pages that a person could go to, and assets that a browser loads by itself.</summary>
/// <param name="Pages">Absolute, without fragments, each once. Never what a click would only be meant to change something with (sign-out, delete, unsubscribe).</param>
/// <param name="Assets">Scripts, styles, images, fonts, icons, manifests, and what styles import.</param>
internal sealed record PageLinks(IReadOnlyList<Uri> Pages, IReadOnlyList<Uri> Assets)
{
    private const int MaxBody = 2 * 1024 * 1024;

    private static readonly string[] AssetRelations =
        ["stylesheet", "icon", "shortcut", "apple-touch-icon", "apple-touch-icon-precomposed", "mask-icon", "manifest", "preload", "modulepreload", "prefetch"];

    private static readonly string[] ActingScripts = ["confirm(", "submit(", "fetch(", "ajax(", "$.post", "axios"];

    // htmx, Livewire, Alpine and the like.
    private static readonly string[] ActingAttributes = ["hx-post", "hx-put", "hx-patch", "hx-delete", "data-hx-post", "data-hx-put", "data-hx-patch", "data-hx-delete", "hx-confirm", "wire:click", "wire:confirm"];

    private static readonly string[] PageRelations = ["next", "prev", "alternate", "author", "help", "search", "license", "first", "last", "up"];

    public static PageLinks Of(Exchange exchange)
    {
        var links = new LinkCollector(exchange.Url);
        if (exchange.Body.Length > MaxBody) exchange = exchange.WithBody(exchange.Body[..MaxBody]);
        var type = BodyText.TypeOf(exchange);
        if (type is "text/html" or "application/xhtml+xml" || (type.Length == 0 && exchange.Body.Span.TrimStart(" \t\r\n"u8).StartsWith("<"u8))) Html(exchange, links);
        else if (type == "text/css") Css(BodyText.Of(exchange), links);
        else if (type == "application/manifest+json" || (BodyText.IsJson(type) && IsManifest(exchange.Url))) Manifest.Read(BodyText.Of(exchange), links);
        return links.Collected;
    }

    private static bool IsManifest(Uri url) => url.AbsolutePath.Contains("manifest", StringComparison.OrdinalIgnoreCase) || url.AbsolutePath.EndsWith(".webmanifest", StringComparison.OrdinalIgnoreCase);

    private static void Html(Exchange exchange, LinkCollector links)
    {
        using var page = new HtmlParser().ParseDocument(BodyText.Of(exchange));
        if (page.QuerySelector("base[href]")?.GetAttribute("href") is { } at) links.Rebase(at);
        foreach (var element in page.All)
        {
            switch (element.LocalName)
            {
                case "a" or "area" when !IsUnsafe(element):
                    links.Page(element.GetAttribute("href"), SaidBy(element));
                    break;
                case "link":
                    Link(element, links);
                    break;
                case "script" or "img" or "source" or "audio" or "video" or "track" or "embed" or "input" or "image":
                    links.Asset(element.GetAttribute("src") ?? element.GetAttribute("href"));
                    links.Asset(element.GetAttribute("poster"));
                    SourceSet(element.GetAttribute("srcset"), links);
                    break;
                case "iframe" or "frame":
                    links.Page(element.GetAttribute("src"));
                    break;
                case "object":
                    links.Asset(element.GetAttribute("data"));
                    break;
                case "use":
                    links.Asset(element.GetAttribute("href") ?? element.GetAttribute("xlink:href"));
                    break;
                case "form":
                    Form(element, links);
                    break;
                case "meta" when string.Equals(element.GetAttribute("http-equiv"), "refresh", StringComparison.OrdinalIgnoreCase):
                    Refresh(element.GetAttribute("content"), links);
                    break;
                case "style":
                    Css(element.TextContent, links);
                    break;
            }

            if (element.GetAttribute("style") is { } style) Css(style, links);
        }
    }

    /// <summary>What one would click on; a link of a picture alone says it elsewhere.</summary>
    private static string SaidBy(IElement link)
    {
        if (link.TextContent.Trim() is { Length: > 0 } text) return text;
        return link.GetAttribute("aria-label") ?? link.GetAttribute("title") ?? link.QuerySelector("img[alt]")?.GetAttribute("alt") ?? "";
    }

    // Frameworks send these by another method, or ask first: both mean that the link does something.
    private static bool IsUnsafe(IElement element) =>
        (element.GetAttribute("data-method") ?? element.GetAttribute("data-turbo-method") ?? element.GetAttribute("data-http-method") ?? element.GetAttribute("data-verb")) is { } method && !method.Equals("get", StringComparison.OrdinalIgnoreCase)
        || (element.GetAttribute("onclick") is { } script && ActingScripts.Any(word => script.Contains(word, StringComparison.OrdinalIgnoreCase)))
        || element.Attributes.Any(attribute => ActingAttributes.Any(name => attribute.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
        || element.HasAttribute("data-confirm") || element.HasAttribute("data-turbo-confirm") || element.HasAttribute("download") || element.HasAttribute("ping");

    private static void Link(IElement element, LinkCollector links)
    {
        var relations = (element.GetAttribute("rel") ?? "").ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (relations.Intersect(AssetRelations).Any())
        {
            links.Asset(element.GetAttribute("href"));
            SourceSet(element.GetAttribute("imagesrcset"), links);
        }
        else if (relations.Intersect(PageRelations).Any())
        {
            links.Page(element.GetAttribute("href"));
        }
    }

    /// <summary>A form by GET is a link when there is nothing to fill in but what one would look for: a search, a choice of language.</summary>
    private static void Form(IElement form, LinkCollector links)
    {
        if (form.GetAttribute("method") is { } method && !method.Trim().Equals("get", StringComparison.OrdinalIgnoreCase)) return;
        var fields = form.QuerySelectorAll("input, textarea, select").ToArray();
        if (fields.Any(field => (field.GetAttribute("type") ?? "").ToLowerInvariant() is "password" or "file") || form.QuerySelector("textarea") is not null) return;
        if (fields.Append(form).Concat(form.QuerySelectorAll("button")).Any(IsAction)) return;
        links.Page(form.GetAttribute("action") ?? "", string.Concat(form.QuerySelectorAll("button").Select(button => button.TextContent + " ")));
    }

    private static bool IsAction(IElement field) =>
        LinkWords.ChangesSomething(field.GetAttribute("name") ?? "") || LinkWords.ChangesSomething(field.GetAttribute("value") ?? "")
        || LinkWords.ChangesSomething((field.GetAttribute("formaction") ?? "").Replace('/', ' '))
        || (field.GetAttribute("formmethod") is { } method && !method.Equals("get", StringComparison.OrdinalIgnoreCase));

    private static void Refresh(string? content, LinkCollector links)
    {
        var at = content?.IndexOf("url=", StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at >= 0) links.Page(content![(at + 4)..].Trim().Trim('\'', '"'));
    }

    private static void SourceSet(string? set, LinkCollector links)
    {
        // A candidate ends with white space or with a comma that white space follows: data and plain addresses may have commas in them.
        foreach (var candidate in (set ?? "").Split([", ", ",\n", ",\t", ",\r"], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            links.Asset(candidate.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries)[0]);
    }

    private static void Css(string css, LinkCollector links)
    {
        foreach (var reference in CssReferences.In(css)) links.Asset(reference);
    }
}
