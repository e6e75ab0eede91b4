using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Edge.Configuration;

/// <summary>One server of the application.</summary>
internal sealed class UpstreamOptions
{
    [Description("Where it listens: http://host:port or https://host:port, without a path.")]
    [Required]
    public string Url { get; set; } = "";
}
