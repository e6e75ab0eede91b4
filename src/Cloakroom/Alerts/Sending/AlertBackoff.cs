using System.Security.Cryptography;

namespace Cloakroom.Alerts.Sending;

/// <summary>When to try again: after 1 second, 2, 4 and so on up to 15 minutes, each a little more or less, so that many senders do not come at once.</summary>
internal static class AlertBackoff
{
    /// <summary>No longer than this, whatever is asked for.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromMinutes(15);

    /// <summary>How long it is tried at all.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int Spread = 20;

    /// <param name="attempts">How often it has failed, this time included.</param>
    /// <param name="retryAfter">How long the destination wants to be left alone.</param>
    public static TimeSpan After(int attempts, TimeSpan? retryAfter)
    {
        var doubled = TimeSpan.FromSeconds(Math.Min(Max.TotalSeconds, Math.Pow(2, Math.Clamp(attempts - 1, 0, 20))));
        var spread = doubled * (100 + RandomNumberGenerator.GetInt32(-Spread, Spread + 1)) / 100;
        var wait = retryAfter > spread ? retryAfter.Value : spread;
        return wait < Max ? wait : Max;
    }
}
