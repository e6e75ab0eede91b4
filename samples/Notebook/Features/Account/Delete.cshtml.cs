using Cloakroom.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Notebook.Features.Account;

[RequireRecentPassword]
public sealed class DeleteModel(UserManager<IdentityUser> users, SignInManager<IdentityUser> signIn, ISessionManager sessions) : PageModel
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var user = await users.GetUserAsync(User) ?? throw new InvalidOperationException("The signed-in user does not exist.");
        // Sessions go first: if that fails, the account is still there and its owner can try again (OWASP ASVS 5.0 7.4.2).
        await sessions.EndAllAsync(user.Id, by: user.Id, why: "The account was deleted by its owner.", cancellationToken);
        await signIn.SignOutAsync();
        await users.DeleteAsync(user);
        return RedirectToPage("Login", new { outcome = "deleted" });
    }
}
