namespace Cloakroom.Probe.Runs;

/// <summary>How far a run is, for whoever watches.</summary>
/// <param name="Phase">In words: <c>signing in</c>, <c>looking around</c>, <c>trying</c>, <c>confirming</c>.</param>
/// <param name="Requests">Sent.</param>
/// <param name="Pairs">Tried.</param>
/// <param name="UpperBound">Of the leak rate.</param>
/// <param name="Left">Trials of the plan that wait.</param>
/// <param name="Leaks">Causes found that leak.</param>
/// <param name="Warnings">Causes found that might.</param>
/// <param name="Elapsed">Since the start.</param>
internal sealed record RunProgress(string Phase, long Requests, long Pairs, double UpperBound, int Left, int Leaks, int Warnings, TimeSpan Elapsed);
