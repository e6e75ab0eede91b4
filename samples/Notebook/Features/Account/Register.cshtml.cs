using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Notebook.Features.Notes;

namespace Notebook.Features.Account;

[AllowAnonymous]
public sealed class RegisterModel(UserManager<IdentityUser> users, SignInManager<IdentityUser> signIn) : PageModel
{
    [BindProperty]
    public Credentials Form { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public bool HasDraft { get; private set; }

    public IActionResult OnGet()
    {
        if (User.Identity?.IsAuthenticated is true)
            return RedirectToPage("/Notes/Index");
        HasDraft = Draft.Read(HttpContext.Session) is not null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!ModelState.IsValid)
            return Page();
        var user = new IdentityUser { UserName = Form.Email, Email = Form.Email };
        var created = await users.CreateAsync(user, Form.Password);
        if (!created.Succeeded)
        {
            // The user name is the email, so that a taken one is reported twice.
            foreach (var error in created.Errors.Where(error => error.Code != nameof(IdentityErrorDescriber.DuplicateUserName)))
                ModelState.AddModelError("", error.Description);
            return Page();
        }

        await signIn.SignInAsync(user, Form.Remember);
        this.Notify("Welcome to your notebook.");
        return Url.IsLocalUrl(ReturnUrl) ? LocalRedirect(ReturnUrl) : RedirectToPage("/Notes/Index");
    }
}
