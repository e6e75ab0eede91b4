using System.ComponentModel.DataAnnotations;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Notebook.Features.Account;

public sealed class PasswordModel(UserManager<IdentityUser> users, SignInManager<IdentityUser> signIn, ISessionManager sessions) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Enter your current password.")]
    public string Current { get; set; } = "";

    [BindProperty]
    [Required(ErrorMessage = "Enter a new password.")]
    public string New { get; set; } = "";

    [BindProperty]
    public bool EndOthers { get; set; } = true;

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return Page();
        var user = await users.GetUserAsync(User) ?? throw new InvalidOperationException("The signed-in user does not exist.");
        var changed = await users.ChangePasswordAsync(user, Current, New);
        if (!changed.Succeeded)
        {
            foreach (var error in changed.Errors)
                ModelState.AddModelError("", error.Description);
            return Page();
        }

        // The password's change gave the user a new security stamp. This session takes it over, under a new token;
        // the others still have the old stamp, with which Identity ends them at its next check.
        await sessions.RotateAsync(HttpContext, await signIn.CreateUserPrincipalAsync(user), reauthenticated: true, cancellationToken);
        // OWASP ASVS 5.0 7.4.3: after a change of credentials, offer to end all other sessions.
        var ended = EndOthers ? await sessions.EndOthersAsync(HttpContext, cancellationToken) : 0;
        this.Notify(ended > 0 ? $"Password changed, and other sessions ended ({ended})." : "Password changed.");
        return RedirectToPage("Index");
    }
}
