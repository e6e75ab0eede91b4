namespace Cloakroom.Edge.Configuration;

/// <summary>A running edge keeps what it started with; a change is said and waits for the next start.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NeedsRestartAttribute : Attribute;
