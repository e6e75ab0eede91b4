namespace Cloakroom.Http;

/// <summary>Which routes are static. Endpoints of <c>MapStaticAssets</c> and those marked <c>AsStaticRoute()</c> are so in any case.</summary>
public sealed class StaticRouteOptions
{
    /// <summary>
    /// Further static paths. Each begins with <c>/</c>; <c>*</c> stands for any characters of one segment and a closing <c>/**</c> for
    /// everything below. Compared without regard to case. Default: none.
    /// </summary>
    public IList<string> Paths { get; } = [];

    /// <summary>Whether a <c>GET</c> or <c>HEAD</c> of a file that exists in the web root is static, as <c>UseStaticFiles</c> would serve it. Default: true.</summary>
    public bool WebRoot { get; set; } = true;

    /// <summary>
    /// Set it when a CDN stands in front and is configured to keep guarded cookies away from static routes: their arrival there
    /// is then the mix-up <c>cookie-to-static</c>, the precursor of a leak. Default: false.
    /// </summary>
    public bool BehindCdn { get; set; }
}
