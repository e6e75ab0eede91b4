namespace Notebook.Features.Account;

/// <summary>Cloakroom tells the login page what became of the session; these are the words. The parameter itself is never shown: anyone can write a link.</summary>
public sealed record SignedOutReason(string Tone, string Heading, string Text)
{
    public static SignedOutReason? For(string? outcome) => outcome switch
    {
        "expired" => new("warn", "Your session has expired.", "Sign in again to go on where you were."),
        "revoked" => new("warn", "This session was ended.", "It was signed out here or from another device. If that was not you, sign in and change your password."),
        "foreign" => new("warn", "Please sign in again.", "This browser’s session did not fit together, so we did not open it. That keeps everyone’s notes their own."),
        "signed-out" => new("good", "You are signed out.", "See you soon."),
        "deleted" => new("good", "Your account is gone.", "All of your notes and sessions went with it."),
        _ => null,
    };
}
