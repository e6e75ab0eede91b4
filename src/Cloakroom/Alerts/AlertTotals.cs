namespace Cloakroom.Alerts;

/// <summary>How one destination does.</summary>
/// <param name="Destination">Its name.</param>
/// <param name="Pending">Still to be sent.</param>
/// <param name="Delivered">Taken.</param>
/// <param name="Dead">Given up.</param>
/// <param name="DeadLately">Given up since the moment that was asked for.</param>
/// <param name="OldestPending">Since when the oldest waits; null when none does.</param>
internal sealed record AlertTotals(string Destination, int Pending, int Delivered, int Dead, int DeadLately, DateTimeOffset? OldestPending);
