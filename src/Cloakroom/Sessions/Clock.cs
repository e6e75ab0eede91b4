namespace Cloakroom.Sessions;

/// <summary>Stores keep milliseconds, and what is authenticated must read back as it was written.</summary>
internal static class Clock
{
    public static DateTimeOffset TruncateToMilliseconds(this DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
