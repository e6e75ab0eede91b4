namespace Cloakroom.Probe.Tests;

/// <summary>By itself, since it looks at the memory of the process over a while.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AloneInTheProcess;
