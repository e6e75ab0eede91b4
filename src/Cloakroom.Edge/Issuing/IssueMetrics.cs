using System.Diagnostics.Metrics;
using Cloakroom.Journal;

namespace Cloakroom.Edge.Issuing;

/// <summary>What is counted about issues, on the one meter of Cloakroom.</summary>
internal sealed class IssueMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _unconfirmed;
    private readonly Counter<long> _unchecked;

    public IssueMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(Telemetry.Name);
        _unconfirmed = _meter.CreateCounter<long>(
            "cloakroom.edge.issues.unconfirmed", "{issue}", "Session values issued while the store could not be asked; it is asked afterwards.");
        _unchecked = _meter.CreateCounter<long>(
            "cloakroom.edge.issues.unchecked", "{issue}", "Session values issued that the store will never be asked about: too many were waiting.");
    }

    public void Observe(IssueLedger ledger) => _meter.CreateObservableGauge(
        "cloakroom.edge.issues.waiting", () => ledger.Waiting, "{issue}", "Unconfirmed issues that the store has yet to be asked about.");

    public void Unconfirmed() => _unconfirmed.Add(1);

    public void Unchecked() => _unchecked.Add(1);
}
