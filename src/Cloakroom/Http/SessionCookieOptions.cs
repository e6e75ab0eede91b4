using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Http;

/// <summary>The two cookies, one for each half of the session. Always <c>HttpOnly</c>, <c>Secure</c> and <c>Path=/</c>, never with a <c>Domain</c>.</summary>
public sealed class SessionCookieOptions
{
    /// <summary>The cookie of the session token. Must begin with <c>__Host-</c> (RFC 6265bis section 4.1.3.2). Default: <c>__Host-cloakroom</c>.</summary>
    [Required]
    public string Token { get; set; } = "__Host-cloakroom";

    /// <summary>The cookie of the binding. Must begin with <c>__Host-</c>. Default: <c>__Host-cloakroom-binding</c>.</summary>
    [Required]
    public string Binding { get; set; } = "__Host-cloakroom-binding";

    /// <summary><c>SameSite</c> of both: <c>Lax</c> (default), <c>Strict</c>, or <c>None</c> for applications embedded in other sites.</summary>
    public SameSiteMode SameSite { get; set; } = SameSiteMode.Lax;

    /// <summary>
    /// Development only: on plain http at a loopback address and host, use the names without <c>__Host-</c> and without <c>Secure</c>.
    /// Refused at start unless the environment is <c>Development</c>; sign-in over http from anywhere else is refused. Default: false.
    /// </summary>
    public bool AllowHttpOnLocalhost { get; set; }

    /// <summary>
    /// Further cookies that make a response uncacheable when it sets them; a trailing <c>*</c> matches any ending.
    /// Default: <c>.AspNetCore.*</c> and <c>Identity.*</c>, the framework's own.
    /// </summary>
    public IList<string> AlsoGuarded { get; } = [".AspNetCore.*", "Identity.*"];
}
