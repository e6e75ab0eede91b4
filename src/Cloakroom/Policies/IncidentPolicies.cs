using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Policies;

/// <summary>Looks at open incidents whenever a mix-up is recorded and each second, and does what policies say is due. See decision 0017.</summary>
/// <remarks>
/// It keeps nothing that matters: what is due, and what was done, is in the store, so a process that dies leaves nothing undone that another, or its successor, does not find.
/// </remarks>
internal sealed class IncidentPolicies(
    ICloakroomStore store,
    StoreCalls calls,
    Containment containment,
    IOptions<CloakroomOptions> options,
    TimeProvider time,
    Telemetry telemetry,
    ILogger<IncidentPolicies> logger,
    ControlFeed? feed = null) : BackgroundService
{
    private const int BatchSize = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly SharedLook _looks = new();
    private readonly QuarantineSweep _sweep = new(containment, time);
    private volatile MixupKind[] _held = [];
    private DateTimeOffset? _failingSince;

    /// <summary>Since when the store has kept policies from being looked after; null while it does not.</summary>
    public DateTimeOffset? FailingSince => _failingSince;

    private IncidentPolicyOptions Policies => options.Value.Policies;

    /// <summary>Whether an open incident of this kind is in quarantine: its mix-ups are blocked, whatever their rule says.</summary>
    public bool IsHeld(MixupKind kind) => Array.IndexOf(_held, kind) >= 0;

    /// <summary>Hears of a mix-up that is durable.</summary>
    /// <param name="mixup">Which.</param>
    /// <param name="limit">How long the answer may wait.</param>
    /// <returns>
    /// At once for what was blocked. For what is being served: when what is due is done or the limit has passed, so that of the requests that come after this answer none is served.
    /// </returns>
    public async Task OnMixupAsync(Mixup mixup, TimeSpan limit)
    {
        if (!Array.Exists(Enum.GetValues<Policy>(), policy => Policies.For(policy).Counts(policy, mixup.Kind)))
            return;
        var look = LookAsync();
        if (mixup.Disposition != MixupDisposition.Exposed)
            return;
        try
        {
            await look.WaitAsync(limit, time);
        }
        catch (TimeoutException)
        {
            // It goes on.
        }
    }

    /// <summary>Looks now, and does what is due. Never fails: what could not be done stays due.</summary>
    public Task LookAsync() => _looks.AskAsync(TryLookAsync);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await LookAsync().WaitAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what is due is found by the next that looks.
        }
    }

    private async Task TryLookAsync()
    {
        try
        {
            await LookOnceAsync();
            if (_failingSince is not null)
            {
                _failingSince = null;
                Log.PoliciesRecovered(logger);
            }
        }
        catch (CloakroomException e)
        {
            telemetry.PoliciesFailed();
            if (_failingSince is null)
            {
                _failingSince = time.GetUtcNow();
                Log.PoliciesFailed(logger, e);
            }
        }
    }

    private async Task LookOnceAsync()
    {
        if (Array.TrueForAll(Enum.GetValues<Policy>(), policy => Policies.For(policy).Mode == PolicyMode.Off))
        {
            _held = [];
            return;
        }

        var cases = await calls.ReadAsync("read-policy-cases", store.ReadPolicyCasesAsync, CancellationToken.None);
        var inQuarantine = cases
            .Select(found => found.Incident)
            .Where(incident => Policies.Quarantine.FindReached(Policy.Quarantine, incident) is not null && Policies.Quarantine.Acts(RuleOf(incident)))
            .ToList();

        // First of all: what follows takes longer and may fail, and nothing further should be served meanwhile.
        var now = time.GetUtcNow();
        _held = [.. inQuarantine.Where(incident => now - incident.Last <= IncidentGrouping.MaxPause).Select(incident => incident.Cause!.Kind).Distinct()];
        foreach (var policy in Enum.GetValues<Policy>())
        {
            foreach (var (incident, actions) in cases)
                await ApplyAsync(policy, incident, actions);
        }

        foreach (var incident in inQuarantine)
            await QuarantineAsync(incident);
    }

    private async Task ApplyAsync(Policy policy, Incident incident, IReadOnlyList<PolicyAction> actions)
    {
        var own = Policies.For(policy);
        if (own.FindReached(policy, incident) is not { } threshold)
            return;
        // Once each. What was only observed is acted on when the mode is changed to that; what was acted on is not observed again.
        var acts = own.Acts(RuleOf(incident));
        if (actions.Any(done => done.Policy == policy && (done.HasActed || !acts)))
            return;
        var action = new PolicyAction
        {
            IncidentId = incident.Id,
            Policy = policy,
            HasActed = acts,
            At = Now(),
            Node = Environment.MachineName,
            Owners = incident.Owners,
            ExposedOwners = incident.ExposedOwners,
            Threshold = threshold,
        };
        if (!await calls.WriteAsync("add-policy-action", token => store.AddPolicyActionAsync(action, token), CancellationToken.None))
            return;
        telemetry.Policy(action);
        if (acts)
            Log.PolicyActed(logger, policy.Code(), action.Why);
        else
            Log.PolicyObserved(logger, policy.Code(), action.Why);
        if (action.Tightened is not null && feed is not null)
            await feed.ConfirmQuietlyAsync();
    }

    /// <summary>Ends the sessions of mix-ups that have come since the last time, whichever process that was on.</summary>
    private async Task QuarantineAsync(Incident incident)
    {
        var by = $"{PolicyAction.Actor}{Policy.Quarantine.Code()}@{Environment.MachineName}";
        var why = $"incident {incident.Id}: in quarantine";
        var ended = 0;
        long? last = null;
        while (true)
        {
            var batch = await calls.ReadAsync("read-quarantine", token => store.ReadQuarantineAsync(incident.Id, BatchSize, token), CancellationToken.None);
            if (batch.Mixups.Count == 0)
                break;
            // Whoever came first has moved the mark. One that stays where it is would keep this look, and with it all policies, busy without end.
            if (batch.After == last)
                throw new CloakroomException(CloakroomErrorCode.StoreUnusable, "The store does not go on with the sessions of an incident in quarantine.");
            last = batch.After;
            var involved = new InvolvedSessions();
            foreach (var mixup in batch.Mixups)
                involved.Add(mixup);
            var entry = new ControlEntry(Now(), Containment.ActionFor(incident.Id), by, why);
            var done = await calls.WriteAsync("quarantine", token => store.QuarantineAsync(incident.Id, batch, involved.All, entry, token), CancellationToken.None);
            ended += done?.Ended ?? 0;
        }

        ended += await _sweep.EndAsync(incident, by, why);
        if (ended == 0)
            return;
        telemetry.Quarantined(ended);
        Log.Quarantined(logger, incident.Id, ended);
        if (feed is not null)
            await feed.ConfirmQuietlyAsync();
    }

    private RuleMode RuleOf(Incident incident) => options.Value.Rules.For(incident.Cause!.Kind);

    private DateTimeOffset Now() => time.GetUtcNow().TruncateToMilliseconds();
}
