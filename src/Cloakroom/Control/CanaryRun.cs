namespace Cloakroom.Control;

/// <param name="Result">What was read.</param>
/// <param name="At">When.</param>
internal sealed record CanaryRun(CanaryResult Result, DateTimeOffset At);
