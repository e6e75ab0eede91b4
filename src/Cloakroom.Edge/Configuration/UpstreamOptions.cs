using System.ComponentModel;

namespace Cloakroom.Edge.Configuration;

/// <summary>One server of the application.</summary>
internal sealed class UpstreamOptions
{
    [Description("Where it listens: http://host:port or https://host:port, without a path.")]
    public string Url { get; set; } = "";
}
