using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Notebook.Features.Notes;

namespace Notebook.Features.Account;

[AllowAnonymous]
public sealed class LoginModel(SignInManager<IdentityUser> signIn) : PageModel
{
    [BindProperty]
    public Credentials Form { get; set; } = new();

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>Why the reader is here, when it was not of their own accord.</summary>
    public SignedOutReason? Why { get; private set; }

    public bool HasDraft { get; private set; }

    public IActionResult OnGet(string? outcome)
    {
        if (User.Identity?.IsAuthenticated is true)
            return Continue();
        Describe(outcome);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? outcome)
    {
        if (ModelState.IsValid)
        {
            var result = await signIn.PasswordSignInAsync(Form.Email, Form.Password, Form.Remember, lockoutOnFailure: true);
            if (result.Succeeded)
                return Continue();
            // The same words whether the account exists or not (OWASP ASVS 5.0 6.3.8).
            ModelState.AddModelError("", result.IsLockedOut
                ? "Too many attempts. Please wait five minutes."
                : "Email and password do not match.");
        }

        Describe(outcome);
        return Page();
    }

    private void Describe(string? outcome)
    {
        Why = SignedOutReason.For(outcome);
        HasDraft = Draft.Read(HttpContext.Session) is not null;
    }

    private IActionResult Continue() => Url.IsLocalUrl(ReturnUrl) ? LocalRedirect(ReturnUrl) : RedirectToPage("/Notes/Index");
}
