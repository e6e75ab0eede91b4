namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>One thing and what becomes of it.</summary>
/// <param name="Subject">An address, a cookie, a path pattern; empty when it goes on from the line before.</param>
/// <param name="Text">In plain words.</param>
/// <param name="IsRisk">Whether it gives up something that the defaults protect.</param>
internal sealed record ExplainedLine(string Subject, string Text, bool IsRisk = false);
