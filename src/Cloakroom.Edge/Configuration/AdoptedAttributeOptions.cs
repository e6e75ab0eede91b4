using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Edge.Configuration;

/// <summary>What an adopted cookie is set with.</summary>
internal sealed class AdoptedAttributeOptions
{
    [Description("Path. Default: /.")]
    public string Path { get; set; } = "/";

    [Description("Domain; null (the default) for the host alone.")]
    public string? Domain { get; set; }

    [Description("SameSite: Lax (the default), Strict or None.")]
    [AllowedValues("Lax", "Strict", "None")]
    public string SameSite { get; set; } = "Lax";

    [Description("How long it lasts; null (the default) until the browser closes.")]
    [Range(typeof(TimeSpan), "00:00:01", "400.00:00:00")]
    public TimeSpan? MaxAge { get; set; }
}
