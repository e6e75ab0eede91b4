using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Notebook.Features.Account;

public sealed class ConfirmModel(UserManager<IdentityUser> users, SignInManager<IdentityUser> signIn, RecentPassword recent) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Enter your password.")]
    public string Password { get; set; } = "";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
            return Page();
        var user = await users.GetUserAsync(User) ?? throw new InvalidOperationException("The signed-in user does not exist.");
        var check = await signIn.CheckPasswordSignInAsync(user, Password, lockoutOnFailure: true);
        if (!check.Succeeded)
        {
            ModelState.AddModelError("", check.IsLockedOut ? "Too many attempts. Please wait five minutes." : "That is not your password.");
            return Page();
        }

        await recent.ConfirmAsync(HttpContext, cancellationToken);
        return Url.IsLocalUrl(ReturnUrl) ? LocalRedirect(ReturnUrl) : RedirectToPage("Index");
    }
}
