using Cloakroom;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Notebook.Features;

/// <summary>What people see when a request fails. Cloakroom has the last word on its status and headers; the words are ours.</summary>
/// <remarks>Runs for failed forms too, whose antiforgery token may be what failed.</remarks>
[AllowAnonymous, IgnoreAntiforgeryToken]
public sealed class ErrorModel : PageModel
{
    public string Heading { get; private set; } = "";

    public string Text { get; private set; } = "";

    public string Again { get; private set; } = "/";

    public void OnGet() => Describe();

    public void OnPost() => Describe();

    private void Describe()
    {
        var failed = HttpContext.Features.Get<IExceptionHandlerPathFeature>();
        var wasRead = HttpMethods.IsGet(Request.Method);
        Again = wasRead && failed is not null ? failed.Path : "/";
        (Heading, Text) = (failed?.Error as CloakroomException)?.Code switch
        {
            CloakroomErrorCode.SignInClosed => ("Sign-in is closed for now", "Nobody can sign in at the moment. Please try again later."),
            CloakroomErrorCode.ReadOnly => ("Read only for now", "You can read your notes, but not change them at the moment. Nothing is lost."),
            CloakroomErrorCode.Closed => ("Closed for maintenance", "We will be back soon. Your notes are safe."),
            CloakroomErrorCode.SessionConflict => ("Changed in two places", "Another window of yours changed the same thing. Please look at it again."),
            CloakroomErrorCode.SessionEnded => ("You were signed out", "This session was ended while you were at it. Please sign in again."),
            CloakroomErrorCode.TooManySessions => ("Too many devices", "You are signed in on as many devices as we allow. Sign out on one of them first."),
            CloakroomErrorCode.StoreUnavailable or CloakroomErrorCode.StoreUnusable or CloakroomErrorCode.ForeignRecord =>
                ("One moment, please", "We cannot check your session just now, so we show you nothing rather than something wrong. You have not been signed out."),
            _ => ("Something went wrong", "That is on us. Your notes are safe; please try again."),
        };
    }
}
