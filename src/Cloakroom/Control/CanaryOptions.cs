using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Control;

/// <summary>The canary writes two sessions and reads them back crosswise through the real store (invariant I12).</summary>
public sealed class CanaryOptions
{
    /// <summary>Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How often, 1 second to 1 hour; also once at start, before the application answers. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);
}
