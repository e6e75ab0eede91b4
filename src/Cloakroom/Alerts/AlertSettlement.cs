namespace Cloakroom.Alerts;

/// <summary>What came of an attempt.</summary>
/// <param name="Destination">Whose.</param>
/// <param name="EventId">Of what.</param>
/// <param name="Token">Of the lease that it was sent under.</param>
/// <param name="State">What it is now; pending to be tried again.</param>
/// <param name="At">Now.</param>
/// <param name="NextAt">When to try again.</param>
/// <param name="Answer">What was answered; null leaves all as it was before the lease, for an attempt that was not made.</param>
internal sealed record AlertSettlement(string Destination, string EventId, string Token, AlertState State, DateTimeOffset At, DateTimeOffset NextAt, string? Answer);
