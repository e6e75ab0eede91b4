using Cloakroom.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Notebook.Features.Account;

/// <summary>OWASP ASVS 5.0 7.5.2: people see their sessions and can end any of them.</summary>
public sealed class SessionsModel(ISessionManager sessions) : PageModel
{
    public IReadOnlyList<SessionInfo> Sessions { get; private set; } = [];

    public string ThisId { get; private set; } = "";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        ThisId = HttpContext.CurrentSession().Id;
        var found = await sessions.ListAsync(User.Id(), cancellationToken);
        Sessions = [.. found.OrderByDescending(session => session.Id == ThisId).ThenByDescending(session => session.LastSeenAt)];
    }

    public async Task<IActionResult> OnPostEndAsync(string id, CancellationToken cancellationToken)
    {
        // The id comes from a form, so anybody's could: only one of this user's own is ended.
        var ended = await sessions.EndAsync(User.Id(), id, cancellationToken);
        this.Notify(ended ? "That session has ended." : "That session had ended already.");
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostEndOthersAsync(CancellationToken cancellationToken)
    {
        var ended = await sessions.EndOthersAsync(HttpContext, cancellationToken);
        this.Notify(ended == 1 ? "One other session has ended." : $"{ended} other sessions have ended.");
        return RedirectToPage();
    }
}
