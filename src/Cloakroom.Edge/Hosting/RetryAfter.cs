namespace Cloakroom.Edge.Hosting;

/// <summary>When another try may help.</summary>
internal static class RetryAfter
{
    /// <summary>What passes by itself: as the library says it (<c>CloakroomOptions.RetryAfter</c>).</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>What somebody has decided.</summary>
    public static readonly TimeSpan Maintenance = TimeSpan.FromMinutes(1);
}
