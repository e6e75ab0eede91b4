using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Notebook.Features.Notes;

namespace Notebook.Features;

[AllowAnonymous]
public sealed class IndexModel : PageModel
{
    [BindProperty]
    public NoteForm Form { get; set; } = new();

    public bool HasDraft { get; private set; }

    public IActionResult OnGet()
    {
        if (User.Identity?.IsAuthenticated is true)
            return RedirectToPage("/Notes/Index");
        if (Draft.Read(HttpContext.Session) is { } draft)
            (Form, HasDraft) = (draft, true);
        return Page();
    }

    public IActionResult OnPost()
    {
        if (!ModelState.IsValid)
            return Page();
        // The first thing that this visitor asks to be remembered; only now do they get a session, and cookies.
        Draft.Keep(HttpContext.Session, Form);
        return RedirectToPage();
    }

    public IActionResult OnPostDiscard()
    {
        Draft.Discard(HttpContext.Session);
        return RedirectToPage();
    }
}
