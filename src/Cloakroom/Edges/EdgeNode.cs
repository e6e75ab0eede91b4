namespace Cloakroom.Edges;

/// <summary>A running edge, as it last told.</summary>
/// <param name="Id">Of the process: random, 22 characters.</param>
/// <param name="Name">For people: machine and address.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="SeenAt">When it told last.</param>
/// <param name="Revision">The control revision in force on it.</param>
/// <param name="InForceAt">Since when that is in force.</param>
internal sealed record EdgeNode(string Id, string Name, DateTimeOffset StartedAt, DateTimeOffset SeenAt, long Revision, DateTimeOffset InForceAt);
