using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Http;

/// <summary>What a request hears that needs a session and has none. API endpoints and XHR get 401 or 403, pages a redirect, as with cookie authentication.</summary>
public sealed class ChallengeOptions
{
    /// <summary>Where people sign in. Default: <c>/Account/Login</c>.</summary>
    [Required]
    public string LoginPath { get; set; } = "/Account/Login";

    /// <summary>Where people are sent who are signed in but not allowed. Default: <c>/Account/AccessDenied</c>.</summary>
    [Required]
    public string AccessDeniedPath { get; set; } = "/Account/AccessDenied";

    /// <summary>The query parameter that holds where to return to. Default: <c>ReturnUrl</c>.</summary>
    [Required]
    public string ReturnUrlParameter { get; set; } = "ReturnUrl";
}
