using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Notebook.Features.Notes;

public sealed class IndexModel(NoteStore notes) : PageModel
{
    [BindProperty]
    public NoteForm Form { get; set; } = new();

    public bool HasDraft { get; private set; }

    public IReadOnlyList<Note> Notes { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (Draft.Read(HttpContext.Session) is { } draft)
            (Form, HasDraft) = (draft, true);
        Notes = await notes.ListAsync(User.Id(), cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            Notes = await notes.ListAsync(User.Id(), cancellationToken);
            return Page();
        }

        await notes.AddAsync(User.Id(), Form, cancellationToken);
        Draft.Discard(HttpContext.Session);
        this.Notify("Note saved.");
        return RedirectToPage();
    }

    public IActionResult OnPostDiscard()
    {
        Draft.Discard(HttpContext.Session);
        return RedirectToPage();
    }
}
