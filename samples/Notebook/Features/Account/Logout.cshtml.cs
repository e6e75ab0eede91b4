using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Notebook.Features.Account;

/// <summary>Signing out changes something, so it takes a form: a link or an image on another site must not do it.</summary>
public sealed class LogoutModel(SignInManager<IdentityUser> signIn) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        // Throws when the session could not be ended: then the reader is told so, and not that all is well.
        await signIn.SignOutAsync();
        return RedirectToPage("Login", new { outcome = "signed-out" });
    }
}
