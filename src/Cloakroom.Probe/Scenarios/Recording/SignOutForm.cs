using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Cloakroom.Probe.Scenarios.Extracting;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Scenarios.Recording;

/// <summary>A form on a page by which one signs out.</summary>
/// <param name="Page">Where it is.</param>
/// <param name="Action">Where it is posted to.</param>
/// <param name="Fields">Name and value for a scenario: hidden fields by what is extracted.</param>
/// <param name="Extract">Of the page, for the hidden fields.</param>
internal sealed record SignOutForm(Uri Page, Uri Action, IReadOnlyDictionary<string, string> Fields, IReadOnlyDictionary<string, Extraction> Extract)
{
    /// <summary>The requests that fetch and send it; the first only where something is taken from it.</summary>
    public IReadOnlyList<Step> Steps(Uri site)
    {
        var post = new Step { Method = "POST", Path = PageForm.PathOn(site, Action), Form = Fields };
        return Extract.Count == 0 ? [post] : [new Step { Path = PageForm.PathOn(site, Page), Extract = Extract }, post];
    }

    /// <returns>The first form that posts, asks for nothing, and says so by where it goes, by its button or its id; null when there is none.</returns>
    public static SignOutForm? Find(Exchange exchange)
    {
        using var page = new HtmlParser().ParseDocument(BodyText.Of(exchange));
        return page.QuerySelectorAll<IHtmlFormElement>("form[method=post i]").Where(SignsOut).Select(form => Read(form, page, exchange.Url)).FirstOrDefault(form => form is not null);
    }

    private static bool SignsOut(IHtmlFormElement form)
    {
        if (form.QuerySelectorAll("input, select, textarea").Any(input => input.LocalName != "input" || PageForm.TypeOf(input) is not ("hidden" or "submit" or "image" or "button")))
            return false;
        var buttons = form.QuerySelectorAll("button, input[type=submit i], input[type=image i]");
        return new[] { form.GetAttribute("action"), form.Id }
            .Concat(buttons.SelectMany(button => new[] { button.TextContent, button.GetAttribute("value"), button.GetAttribute("title"), button.GetAttribute("aria-label"), button.GetAttribute("alt") }))
            .Any(text => text is not null && FieldNames.IsSignOut(text));
    }

    private static SignOutForm? Read(IHtmlFormElement form, IHtmlDocument page, Uri url)
    {
        var sent = new PageForm(form, page, url);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var hasButton = false;
        foreach (var input in sent.Inputs)
        {
            var name = input.GetAttribute("name")!;
            switch (PageForm.TypeOf(input))
            {
                case "hidden":
                    // What is the session's is not for a file.
                    if (sent.Hidden(input, FieldNames.IsMadeUp) is not { } value)
                        return null;
                    fields[name] = value;
                    break;
                case "submit" when !hasButton:
                    hasButton = true;
                    fields[name] = Placeholders.Escape(input.GetAttribute("value") ?? "");
                    break;
            }
        }

        return new SignOutForm(url, sent.Action, fields, sent.Extract);
    }
}
