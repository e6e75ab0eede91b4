using System.ComponentModel;

namespace Cloakroom.Edge.Configuration;

/// <summary>Where keys, control and the journal are kept.</summary>
internal sealed class EdgeStoreOptions
{
    [Description("The directory for edge.db and keys/. Edges that share it act as one. Default: cloakroom-edge in the working directory.")]
    public string Directory { get; set; } = "cloakroom-edge";

    [Description("Nothing is kept: sessions end when the edge does. For trying out. Default: false.")]
    public bool InMemory { get; set; }

    [Description("How long it is remembered to whom a session value was issued, after it was last issued, and how long a session of a first visit lasts that nobody has signed in with: 3 days to 10 years. Default: 30 days.")]
    public TimeSpan IssueRetention { get; set; } = TimeSpan.FromDays(30);

    [Description("How long it is remembered which browser used which session in which minute, by keyed hashes, so that it can be told who saw whom: 1 hour to 400 days, or 0 to record none. Default: 30 days.")]
    public TimeSpan UseRetention { get; set; } = TimeSpan.FromDays(30);
}
