using System.Diagnostics.Metrics;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Control;

/// <summary>What is measured about control, on the one meter of Cloakroom.</summary>
internal sealed class ControlMetrics(IMeterFactory meters, TimeProvider time)
{
    private readonly Meter _meter = meters.Create(Telemetry.Name);

    public void Observe(EdgeControl control)
    {
        _meter.CreateObservableGauge(
            "cloakroom.edge.control.staleness",
            () => control.StaleSince is { } since ? (time.GetUtcNow() - since).TotalSeconds : 0,
            "s",
            "How long ago control was last read, while it cannot be; else 0.");
        _meter.CreateObservableGauge("cloakroom.edge.control.revision", () => control.View.Revision, "{revision}", "The control revision in force.");
        _meter.CreateObservableGauge(
            "cloakroom.edge.control.mode", () => (int)control.View.Mode.Mode, "{mode}", "The mode: 0 open, 1 sign-in closed, 2 read-only, 3 closed.");
    }
}
