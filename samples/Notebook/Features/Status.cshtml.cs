using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Notebook.Features;

/// <summary>A page for answers that have a status and no body.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
public sealed class StatusModel : PageModel
{
    public string Heading { get; private set; } = "";

    public string Text { get; private set; } = "";

    public void OnGet(int code) => Describe(code);

    public void OnPost(int code) => Describe(code);

    private void Describe(int code) => (Heading, Text) = code switch
    {
        400 => ("That form was out of date", "You may have signed in or out in another window since it was opened. Please open it again."),
        404 => ("Nothing here", "There is no such page, or it is not yours."),
        _ => ("That did not work", "Please go back and try again."),
    };
}
