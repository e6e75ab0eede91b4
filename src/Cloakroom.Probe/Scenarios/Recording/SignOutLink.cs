using AngleSharp.Html.Parser;
using Cloakroom.Probe.Scenarios.Extracting;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Scenarios.Recording;

/// <summary>A link on a page by which one signs out.</summary>
internal static class SignOutLink
{
    private const string Placeholder = "leave";

    /// <returns>The requests that follow it: where something in its address is made up for the session, the page that has it comes first. None when there is no such link.</returns>
    public static IReadOnlyList<Step> Find(Exchange exchange, Uri site)
    {
        using var page = new HtmlParser().ParseDocument(BodyText.Of(exchange));
        foreach (var link in page.QuerySelectorAll("a[href]"))
        {
            var written = link.GetAttribute("href")!;
            if (!Uri.TryCreate(exchange.Url, written.Trim(), out var url) || url.Authority != site.Authority || url.Scheme != site.Scheme
                || !FieldNames.IsSignOut($"{link.TextContent.Trim()} {url.PathAndQuery}"))
                continue;
            if (!url.Query.TrimStart('?').Split('&').Any(pair => FieldNames.IsMadeUp(Uri.UnescapeDataString(pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]))))
                return [new Step { Path = Placeholders.Escape(StepPath.WithoutFragment(url).PathAndQuery) }];
            if (FieldNames.SignOutWord(written) is { } word && $"a[href*=\"{word}\"]" is var selector && page.QuerySelector(selector) == link)
            {
                return
                [
                    new Step { Path = PageForm.PathOn(site, exchange.Url), Extract = new Dictionary<string, Extraction> { [Placeholder] = new() { Selector = selector, Attribute = "href" } } },
                    new Step { Path = $"{{{Placeholder}}}" },
                ];
            }
        }

        return [];
    }
}
