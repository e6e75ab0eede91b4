using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Notebook.Features.Notes;

public sealed class EditModel(NoteStore notes) : PageModel
{
    [BindProperty]
    public NoteForm Form { get; set; } = new();

    [FromRoute]
    public long Id { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await notes.FindAsync(User.Id(), Id, cancellationToken) is not { } note)
            return NotFound();
        Form = new NoteForm { Title = note.Title, Body = note.Body };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return Page();
        if (!await notes.ChangeAsync(User.Id(), Id, Form, cancellationToken))
            return NotFound();
        this.Notify("Note saved.");
        return RedirectToPage("Index");
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellationToken)
    {
        if (!await notes.DeleteAsync(User.Id(), Id, cancellationToken))
            return NotFound();
        this.Notify("Note deleted.");
        return RedirectToPage("Index");
    }
}
