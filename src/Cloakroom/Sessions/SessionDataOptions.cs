using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Sessions;

/// <summary>The size of what a session holds.</summary>
public sealed class SessionDataOptions
{
    /// <summary>Claims, authentication properties and data together, before sealing: 1 KiB to 16 MiB. Default: 256 KiB.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 256 * 1024;
}
