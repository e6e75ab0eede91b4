using Cloakroom.Probe.Tests.Matrix;
using Cloakroom.Probe.Tests.Replays;

// Measured once for all that look at it.
[assembly: AssemblyFixture(typeof(ProbeMatrix))]
[assembly: AssemblyFixture(typeof(ProbedReplays))]
