using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Sessions;

/// <summary>How many sessions a subject may have at once.</summary>
public sealed class ConcurrentSessionOptions
{
    /// <summary>The largest number of live sessions of one subject, 1 to 10,000; null for any number. Default: null.</summary>
    [Range(1, 10_000)]
    public int? MaxPerSubject { get; set; }

    /// <summary>What happens at the limit. Default: <see cref="ConcurrentSessionPolicy.EndOldest"/>.</summary>
    [EnumDataType(typeof(ConcurrentSessionPolicy))]
    public ConcurrentSessionPolicy AtLimit { get; set; } = ConcurrentSessionPolicy.EndOldest;
}
