using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Crawling;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>What a run is made of, put together once.</summary>
internal sealed class RunParts
{
}
