using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Cloakroom.Probe.Scenarios.Recording;

/// <summary>A form on a page: where it is sent to, and what of it has to be taken from the page each time.</summary>
/// <param name="form">The form.</param>
/// <param name="page">On which page.</param>
/// <param name="url">Of the page.</param>
internal sealed class PageForm(IHtmlFormElement form, IHtmlDocument page, Uri url)
{
    private readonly Dictionary<string, Extraction> _extract = new(StringComparer.Ordinal);

    public Uri Action
    {
        get
        {
            var from = page.QuerySelector("base[href]")?.GetAttribute("href") is { } written && Uri.TryCreate(url, written, out var given) ? given : url;
            return StepPath.WithoutFragment(form.GetAttribute("action") is { Length: > 0 } target && Uri.TryCreate(from, target.Trim(), out var absolute) ? absolute : url);
        }
    }

    /// <summary>Of the page, for the hidden fields that were asked for so far.</summary>
    public IReadOnlyDictionary<string, Extraction> Extract => _extract;

    /// <summary>Fields that are sent, but for those that are disabled.</summary>
    public IReadOnlyList<IElement> Inputs => [.. form.QuerySelectorAll("input[name], button[name]").Where(input => input.GetAttribute("name")!.Length > 0 && !input.HasAttribute("disabled"))];

    /// <summary>What a hidden field is sent with: what was made up for this page is taken from it each time, a constant stands as it is.</summary>
    /// <param name="input">The field.</param>
    /// <param name="isMadeUp">Whether a value is.</param>
    /// <returns>Null when it is made up and cannot be told from other fields of the page.</returns>
    public string? Hidden(IElement input, Func<string, bool> isMadeUp)
    {
        var name = input.GetAttribute("name")!;
        var value = input.GetAttribute("value") ?? "";
        if (!isMadeUp(value))
            return Placeholders.Escape(value);
        if (SelectorOf(input, name) is not { } selector)
            return null;
        var placeholder = FieldNames.AsPlaceholder(name);
        while (placeholder is "user" or "password" || _extract.ContainsKey(placeholder))
            placeholder += "_";
        _extract[placeholder] = new Extraction { Selector = selector, Attribute = "value" };
        return $"{{{placeholder}}}";
    }

    /// <summary>The address for a scenario: path and query on the site, all of it elsewhere.</summary>
    public static string PathOn(Uri site, Uri url) => Placeholders.Escape(url.Authority == site.Authority ? url.PathAndQuery : url.AbsoluteUri);

    public static string TypeOf(IElement input) => (input.GetAttribute("type") ?? (input.LocalName == "button" ? "submit" : "text")).ToLowerInvariant();

    // Other forms of the page may have a field of that name; null where that one cannot be told from them.
    private string? SelectorOf(IElement input, string name)
    {
        var plain = $"input[name={Quoted(name)}]";
        var within = form.GetAttribute("action") is { Length: > 0 } action ? $"form[action={Quoted(action)}] {plain}" : plain;
        return page.QuerySelector(plain) == input ? plain : page.QuerySelector(within) == input ? within : null;
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
