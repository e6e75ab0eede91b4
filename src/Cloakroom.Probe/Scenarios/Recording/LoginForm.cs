using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Cloakroom.Probe.Scenarios.Extracting;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Scenarios.Recording;

/// <summary>A form on a page by which one signs in.</summary>
/// <param name="Page">Where it is.</param>
/// <param name="Action">Where it is sent to.</param>
/// <param name="Fields">Name and value for a scenario: user and password in braces, hidden fields by what is extracted.</param>
/// <param name="Extract">Of the page, for the hidden fields.</param>
/// <param name="HasUser">Whether a field was recognised as the user's name.</param>
internal sealed record LoginForm(Uri Page, Uri Action, IReadOnlyDictionary<string, string> Fields, IReadOnlyDictionary<string, Extraction> Extract, bool HasUser)
{
    /// <summary>The requests that fetch and send it.</summary>
    public IReadOnlyList<Step> Steps(Uri site) =>
    [
        new Step { Path = PageForm.PathOn(site, Page), Extract = Extract },
        new Step { Method = "POST", Path = PageForm.PathOn(site, Action), Form = Fields },
    ];

    /// <returns>The first form with exactly one password; a sign-up or a change of password mostly has two. Null when there is none.</returns>
    public static LoginForm? Find(Exchange exchange)
    {
        using var page = new HtmlParser().ParseDocument(BodyText.Of(exchange));
        var form = page.QuerySelectorAll<IHtmlFormElement>("form").FirstOrDefault(form => Passwords(form) == 1 && HasName(form));
        return form is null ? null : Read(form, page, exchange.Url);
    }

    private static int Passwords(IHtmlFormElement form) => form.QuerySelectorAll("input[type=password i]").Length;

    private static bool HasName(IHtmlFormElement form) => form.QuerySelector("input[type=password i]")!.HasAttribute("name");

    private static LoginForm Read(IHtmlFormElement form, IHtmlDocument page, Uri url)
    {
        var sent = new PageForm(form, page, url);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var inputs = sent.Inputs;
        var user = UserField(inputs);
        var hasButton = false;
        foreach (var input in inputs)
        {
            var name = input.GetAttribute("name")!;
            var type = PageForm.TypeOf(input);
            var value = input.GetAttribute("value") ?? "";
            switch (type)
            {
                case "password":
                    fields[name] = "{password}";
                    break;
                case "hidden" when value.Length > 0:
                    fields[name] = sent.Hidden(input, FieldNames.IsToken) ?? Placeholders.Escape(value);
                    break;
                case "submit" when !hasButton:
                    hasButton = true;
                    fields[name] = Placeholders.Escape(value);
                    break;
                case "submit" or "checkbox" or "radio" or "image" or "button" or "reset" or "file":
                    break;
                default:
                    fields[name] = input == user ? "{user}" : Placeholders.Escape(value);
                    break;
            }
        }

        return new LoginForm(url, sent.Action, fields, sent.Extract, user is not null);
    }

    /// <summary>By what it is called, or else the last text field before the password.</summary>
    private static IElement? UserField(IReadOnlyList<IElement> inputs)
    {
        var texts = inputs.Where(input => PageForm.TypeOf(input) is "text" or "email" or "tel" or "").ToList();
        return texts.Find(input => input.GetAttribute("autocomplete") is "username" or "email")
            ?? texts.Find(input => FieldNames.IsUser(input.GetAttribute("name")!))
            ?? texts.LastOrDefault(input => inputs.TakeWhile(other => PageForm.TypeOf(other) != "password").Contains(input));
    }
}
