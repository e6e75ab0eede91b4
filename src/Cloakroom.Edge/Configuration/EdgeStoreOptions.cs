using System.ComponentModel;

namespace Cloakroom.Edge.Configuration;

/// <summary>Where keys, control and the journal are kept.</summary>
internal sealed class EdgeStoreOptions
{
    [Description("The directory for edge.db and keys/. Edges that share it act as one. Default: cloakroom-edge in the working directory.")]
    public string Directory { get; set; } = "cloakroom-edge";

    [Description("Nothing is kept: sessions end when the edge does. For trying out. Default: false.")]
    public bool InMemory { get; set; }
}
