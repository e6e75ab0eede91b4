using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cloakroom.Policies;
using Cloakroom.Rates;
using Cloakroom.Sessions;

namespace Cloakroom.Journal;

/// <summary>The one <see cref="Meter"/> and the one <see cref="ActivitySource"/>, both named <c>Cloakroom</c>. No tag is unbounded or secret.</summary>
internal sealed class Telemetry : IDisposable
{
    public const string Name = "Cloakroom";

    private static readonly ActivitySource Activities = new(Name);

    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _mixups;
    private readonly Counter<long> _mixupsLost;
    private readonly Counter<long> _mixupsDelayed;
    private readonly Counter<long> _mixupsRepeated;
    private readonly Counter<long> _incidents;
    private readonly Counter<long> _probeRounds;
    private readonly Counter<long> _policies;
    private readonly Counter<long> _policiesFailed;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _rateNotices;
    private readonly Counter<long> _touchesLost;
    private readonly Counter<long> _usesLost;
    private readonly Counter<long> _alerts;
    private readonly Histogram<double> _alertDelays;
    private readonly Histogram<double> _storeCalls;

    public Telemetry(IMeterFactory? meters = null)
    {
        _meter = meters?.Create(Name) ?? new Meter(Name);
        _requests = _meter.CreateCounter<long>("cloakroom.requests", "{request}", "Requests whose session was looked at, by outcome and source.");
        _mixups = _meter.CreateCounter<long>("cloakroom.mixups", "{mixup}", "Mix-ups, by kind and disposition.");
        _mixupsLost = _meter.CreateCounter<long>("cloakroom.mixups.lost", "{mixup}", "Mix-ups that are not on record and will not be.");
        _mixupsDelayed = _meter.CreateCounter<long>("cloakroom.mixups.delayed", "{mixup}", "Mix-ups that were answered before they were on record: too many to wait for each, or the store did not take them in time.");
        _mixupsRepeated = _meter.CreateCounter<long>("cloakroom.mixups.repeated", "{mixup}", "Mix-ups between parties already recorded within the minute.");
        _incidents = _meter.CreateCounter<long>("cloakroom.incidents", "{incident}", "Incidents that a mix-up on this node opened, by kind.");
        _probeRounds = _meter.CreateCounter<long>("cloakroom.probe.rounds", "{round}", "Rounds of a probe watch, by whether they tested what they should.");
        _policies = _meter.CreateCounter<long>("cloakroom.policies", "{action}", "What policies did about incidents on this node, by policy and whether they acted or observed.");
        _policiesFailed = _meter.CreateCounter<long>("cloakroom.policies.failed", "{attempt}", "Attempts to see whether policies are due, or to act, that failed; they are repeated.");
        _quarantined = _meter.CreateCounter<long>("cloakroom.quarantined", "{session}", "Sessions that a quarantine on this node has ended.");
        _rateNotices = _meter.CreateCounter<long>("cloakroom.rates.notices", "{notice}", "Rates on this node that were not as they had been, by signal.");
        _touchesLost = _meter.CreateCounter<long>("cloakroom.touches.lost", "{touch}", "Times of last use that could not be written.");
        _usesLost = _meter.CreateCounter<long>("cloakroom.uses.lost", "{use}", "Uses of sessions that were not recorded.");
        _alerts = _meter.CreateCounter<long>("cloakroom.alerts", "{alert}", "Attempts to tell a destination of an incident, by destination and result.");
        _alertDelays = _meter.CreateHistogram<double>("cloakroom.alerts.delay", "s", "From what happened to its being told, by destination.");
        _storeCalls = _meter.CreateHistogram<double>("cloakroom.store.duration", "s", "Store calls, by operation and result.");
    }

    public void Request(SessionOutcome outcome, bool fromCache)
    {
        if (_requests.Enabled)
        {
            _requests.Add(
                1,
                new KeyValuePair<string, object?>("cloakroom.outcome", outcome.ToString()),
                new KeyValuePair<string, object?>("cloakroom.source", fromCache ? "near-cache" : "store"));
        }
    }

    public void Mixup(Mixup mixup) => _mixups.Add(
        1,
        new KeyValuePair<string, object?>("cloakroom.kind", mixup.Kind.Code()),
        new KeyValuePair<string, object?>("cloakroom.disposition", mixup.Disposition.ToString()));

    public void ProbeRound(bool isTested) => _probeRounds.Add(1, new KeyValuePair<string, object?>("cloakroom.result", isTested ? "tested" : "untested"));

    public void MixupLost(MixupKind kind) => _mixupsLost.Add(1, new KeyValuePair<string, object?>("cloakroom.kind", kind.Code()));

    public void MixupDelayed(MixupKind kind) => _mixupsDelayed.Add(1, new KeyValuePair<string, object?>("cloakroom.kind", kind.Code()));

    public void MixupRepeated(MixupKind kind) => _mixupsRepeated.Add(1, new KeyValuePair<string, object?>("cloakroom.kind", kind.Code()));

    public void Incident(MixupKind kind) => _incidents.Add(1, new KeyValuePair<string, object?>("cloakroom.kind", kind.Code()));

    public void Policy(PolicyAction action) => _policies.Add(
        1,
        new KeyValuePair<string, object?>("cloakroom.policy", PolicyNames.Code(action.Policy)),
        new KeyValuePair<string, object?>("cloakroom.result", action.HasActed ? "acted" : "observed"));

    public void PoliciesFailed() => _policiesFailed.Add(1);

    public void Quarantined(int count) => _quarantined.Add(count);

    /// <param name="destination">Its configured name.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="delay">Since it happened; null when it was not told.</param>
    public void Alert(string destination, string result, TimeSpan? delay = null)
    {
        var tag = new KeyValuePair<string, object?>("cloakroom.destination", destination);
        _alerts.Add(1, tag, new KeyValuePair<string, object?>("cloakroom.result", result));
        if (delay is { } time)
            _alertDelays.Record(Math.Max(0, time.TotalSeconds), tag);
    }

    public void RateNotice(RateSignal signal) => _rateNotices.Add(1, new KeyValuePair<string, object?>("cloakroom.signal", signal.Code()));

    public void TouchesLost(int count) => _touchesLost.Add(count);

    public void UsesLost(int count) => _usesLost.Add(count);

    public static Activity? StartStoreCall(string operation)
    {
        var activity = Activities.StartActivity("cloakroom.store");
        activity?.SetTag("cloakroom.operation", operation);
        return activity;
    }

    public void StoreCallEnded(string operation, TimeSpan duration, string result) => _storeCalls.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("cloakroom.operation", operation),
        new KeyValuePair<string, object?>("cloakroom.result", result));

    public void Dispose() => _meter.Dispose();
}
