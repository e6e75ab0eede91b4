namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>One part of an explanation.</summary>
internal sealed record ExplainedSection(string Title, IReadOnlyList<ExplainedLine> Lines);
