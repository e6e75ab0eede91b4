using Cloakroom.Probe.Tests.Matrix;
using Cloakroom.Probe.Tests.Replays;

// Measured once for all that look at it.
[assembly: AssemblyFixture(typeof(ProbeMatrix))]
[assembly: AssemblyFixture(typeof(ProbedReplays))]

namespace Cloakroom.Probe.Tests;

/// <summary>What starts servers and looks at times: alone on the machine, as far as that is in our hands.</summary>
[CollectionDefinition(nameof(Measured), DisableParallelization = true)]
public sealed class Measured;
