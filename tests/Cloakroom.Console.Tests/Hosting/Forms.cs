using System.Net;
using System.Text.RegularExpressions;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Console.Tests.Hosting;

/// <summary>Forms as a browser without script fills them in.</summary>
internal static partial class Forms
{
    /// <summary>The fields that a page's form for an address already has.</summary>
    public static Dictionary<string, string> FieldsOf(this Answer page)
    {
        var form = Form().Match(page.Body);
        form.Success.ShouldBeTrue(page.Body);
        return Hidden().Matches(form.Value).ToDictionary(input => input.Groups[1].Value, input => WebUtility.HtmlDecode(input.Groups[2].Value));
    }

    public static string Encode(this IEnumerable<KeyValuePair<string, string>> fields) =>
        string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));

    /// <summary>Opens the page of an action and sends it with a reason.</summary>
    public static async Task<Answer> ConfirmAsync(this Browser browser, string action, string reason = "a drill")
    {
        var page = await browser.GetAsync("/cloakroom/confirm/" + action);
        page.Status.ShouldBe(HttpStatusCode.OK, page.Body);
        var fields = page.FieldsOf();
        fields["reason"] = reason;
        return await browser.PostAsync("/cloakroom/confirm/" + action.Split('?')[0], fields.Encode());
    }

    [GeneratedRegex("<form method=\"post\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
