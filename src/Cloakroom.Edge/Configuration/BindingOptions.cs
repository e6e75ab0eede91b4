using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Edge.Configuration;

/// <summary>The edge's own cookie.</summary>
internal sealed class BindingOptions
{
    [Description("Its name. Default: __Host-cloakroom-edge; with domain: __Secure-cloakroom-edge.")]
    public string? Name { get; set; }

    [Description("The domain over whose hosts the application shares its session; null (the default) for one host. With it the __Host- protection against sibling hosts is lost.")]
    public string? Domain { get; set; }

    [Description("SameSite: Lax, Strict or None. Default: as the application's sealed cookies: None when one is, no SameSite when one has none, else Lax.")]
    [AllowedValues("Lax", "Strict", "None")]
    public string? SameSite { get; set; }

    [Description("What becomes of a request whose sealed cookie does not open: SignedOut (it goes on without the cookie, the default) or Unauthorized (401, except where people sign in or out).")]
    public ForeignAnswer OnForeign { get; set; }

    [Description("Whether plain http from other hosts than localhost may carry sessions, without __Host- and Secure. Default: false.")]
    public bool AllowPlainHttp { get; set; }
}
