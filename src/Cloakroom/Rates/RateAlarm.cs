namespace Cloakroom.Rates;

/// <summary>A rate that is not as it was.</summary>
/// <param name="Window">The last minutes.</param>
/// <param name="Past">What they are compared with.</param>
/// <param name="Expected">How many the last minutes should have had, going by the past.</param>
internal sealed record RateAlarm(RateCount Window, RateCount Past, double Expected);
