using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Crawling;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Learning;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>One run: signs in, looks around, tries, confirms, reports. Everything that happens is in the report, also when it was stopped half way.</summary>
internal sealed class ProbeRun : IDisposable
{
    private readonly ProbeOptions _options;
    private readonly RunParts _parts;
    private readonly TimeProvider _time;
    private readonly SignedOutSessions _signedOut;
    private readonly Account _nobody = Account.Nobody();
    private readonly long _began;
    private volatile string _phase = "signing in";
    private IReadOnlyList<Target> _targets = [];
    private Schedule? _schedule;
    private string? _failure;

    /// <param name="options">What is asked for.</param>
    /// <param name="sending">How it is sent.</param>
    /// <param name="manners">Within which limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="memory">Of runs before with the same accounts; null for a run of its own.</param>
    public ProbeRun(ProbeOptions options, ProbeClientOptions sending, MannersOptions manners, TimeProvider time, RunMemory? memory = null)
    {
        // As links have it: with a path.
        options = options with { Site = new Uri(options.Site.AbsoluteUri) };
        _options = options;
        _time = time;
        _began = time.GetTimestamp();
        _parts = new RunParts(options, sending, manners, _nobody, time, memory);
        _signedOut = new SignedOutSessions(_parts, options, time);
    }

    /// <summary>How far it is, at any time.</summary>
    public RunProgress Progress => new(
        _phase,
        _parts.Counters.Snapshot().Requests,
        _parts.Coverage.Pairs,
        LeakRate.UpperBound(_parts.Coverage.Leaks, _parts.Coverage.Pairs),
        _schedule?.Left ?? 0,
        _parts.Findings.CountOf(Severity.Leak),
        _parts.Findings.CountOf(Severity.Warning),
        _time.GetElapsedTime(_began));

    /// <param name="stop">Ends it at once; what was found is reported all the same.</param>
    public async Task<ProbeReport> RunAsync(CancellationToken stop)
    {
        var startedAt = _time.GetUtcNow();
        // The last part is for trying again what was found.
        using var time = new CancellationTokenSource(_options.Time - LastPart, _time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, time.Token);
        var end = await UntilOverAsync(() => TryAllAsync(over.Token), stop);
        if (end is not (EndReason.Interrupted or EndReason.Stopped or EndReason.Requests or EndReason.Failed))
        {
            _phase = "confirming";
            using var lastTime = new CancellationTokenSource(LastPart, _time);
            using var last = CancellationTokenSource.CreateLinkedTokenSource(stop, lastTime.Token);
            if (await UntilOverAsync(() => ConfirmAllAsync(last.Token), stop) is (EndReason.Interrupted or EndReason.Failed) and var early)
                end = early;
        }

        if (_schedule is not null)
            _signedOut.MissWhatWasLeft();
        _phase = "done";
        return new ReportBuilder(_options, _parts, _targets, _schedule?.Left).Build(startedAt, _time.GetElapsedTime(_began), end) with { Failure = _failure };
    }

    /// <summary>Of the time, for what comes after the trials.</summary>
    private TimeSpan LastPart => TimeSpan.FromSeconds(Math.Min(15, _options.Time.TotalSeconds / 4));

    public void Dispose() => _parts.Dispose();

    private async Task<EndReason> TryAllAsync(CancellationToken over)
    {
        if (_options.KeepsToRobots)
            _parts.Manners.Obey(await RobotsFetch.RulesAsync(_parts.Client, _options.Site, over));
        _parts.Inspector.Share(await FirstVisits.RunAsync(_parts.Client, _options, over));
        var accounts = await BeginAsync(over);
        if (accounts.Count == 0)
            return EndReason.Stopped;
        _parts.Knowledge.FindSessionCookies(accounts);
        foreach (var account in accounts)
            await _parts.Planted.PlantAsync(account, over);

        _phase = "looking around";
        var around = await LookAroundAsync(accounts, over);
        _targets = around.Targets;
        _parts.Findings.NoteVariants(_targets);

        _phase = "trying";
        var plan = new TrialPlan(accounts, _nobody, _options.Tactics, _options.Windows, around.SpeaksHttp2, _parts.Choice);
        _schedule = new Schedule(_time);
        foreach (var target in _parts.Choice.Shuffled(_targets))
        {
            foreach (var trial in plan.Cover(target))
                _schedule.Add(trial);
        }

        var isInTime = await WorkOffAsync(_schedule, plan, accounts, over);
        _phase = "signing out";
        await _signedOut.RunAsync(accounts, _targets, over);
        return !isInTime ? EndReason.Time : _options.UntilBound is { } bound && _parts.Coverage.HasReached(bound) ? EndReason.Bound : EndReason.Planned;
    }

    /// <returns>Whether it ended by itself. What goes on until the time is up leaves some of it to the sign-outs, which come last.</returns>
    private async Task<bool> WorkOffAsync(Schedule schedule, TrialPlan plan, IReadOnlyList<Account> accounts, CancellationToken over)
    {
        var leaves = (_options.UntilTime || _options.UntilBound is not null) && _signedOut.IsAskedFor;
        var left = _options.Time - (2 * LastPart) - _time.GetElapsedTime(_began);
        using var time = new CancellationTokenSource(leaves ? left > TimeSpan.Zero ? left : TimeSpan.Zero : Timeout.InfiniteTimeSpan, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(over, time.Token);
        var beside = Task.WhenAll(
            UntilStoppedAsync(new Churn(_parts.Keeper, accounts, _options, _time).RunAsync, stop),
            UntilStoppedAsync(new BackgroundLoad(_parts.Client, _parts.Sessions, accounts, _targets, _options, () => _parts.Manners.RequestsPerSecond, _parts.Coverage, _time).RunAsync, stop));
        try
        {
            try
            {
                await Task.WhenAll(Enumerable.Range(0, _options.Lanes).Select(_ => EndsAllByFailingAsync(new Lane(schedule, plan, _parts, _options).RunAsync, stop)));
                return true;
            }
            finally
            {
                await stop.CancelAsync();
                await beside;
            }
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !over.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<Surroundings> LookAroundAsync(IReadOnlyList<Account> accounts, CancellationToken over)
    {
        var coverage = _parts.Coverage;
        if (_parts.Memory.Around is { } known && known.IsGoodFor(accounts, _time))
        {
            foreach (var one in known.Untested)
                (one.IsByChoice ? coverage.LeaveOut : (Action<string, string, string>)coverage.Miss)(one.What, one.Why, one.Remedy);
            return known;
        }

        var before = coverage.Untested;
        var exploration = new Exploration(_parts.Client, accounts, _nobody, _options, coverage);
        await exploration.RunAsync(await _parts.Journeys.WalkAsync(accounts, over), over);
        // Where the scenario says how to tell, each was asked when it was signed in.
        if (_parts.Memory.Oracle.AskAt is null && accounts.Count > Exploration.MaxLookers && MemberPage.Find(exploration.ByPage) is { } members)
            await exploration.LookAsOthersAsync(members.Url, over);
        var personal = _parts.Knowledge.Learn(exploration.ByPage, accounts);
        var targets = TargetChoice.Of(exploration.Targets, personal, _options.Site, _options.Tactics);
        return _parts.Memory.Around = new Surroundings(targets, exploration.SpeaksHttp2, [.. coverage.Untested.Except(before)], accounts, _time.GetTimestamp());
    }

    private async Task<IReadOnlyList<Account>> BeginAsync(CancellationToken over)
    {
        var signedIn = new List<Account>();
        foreach (var account in _options.Accounts)
        {
            if (await _parts.Keeper.BeginAsync(account, over))
                signedIn.Add(account);
        }

        if (signedIn.Count == 1)
            _parts.Coverage.Miss("pairs of two accounts", "only one account is signed in", "Give a second one: a leak from one account to another shows with two.");
        return signedIn;
    }

    private async Task<EndReason> ConfirmAllAsync(CancellationToken last)
    {
        await _signedOut.SignInAgainAsync(last);
        while (_parts.Confirmer.HasWork)
            await _parts.Confirmer.RunOneAsync(last);
        foreach (var account in _options.Accounts.Where(account => _parts.Keeper.IsSignedIn(account) || _parts.Keeper.WasCutShort(account)))
            await _parts.Keeper.CheckAsync(account, last);
        return EndReason.Planned;
    }

    private async Task<EndReason> UntilOverAsync(Func<Task<EndReason>> work, CancellationToken stop)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException)
        {
            return stop.IsCancellationRequested ? EndReason.Interrupted : EndReason.Time;
        }
        catch (MannersException e) when (e.Rule == MannersRule.Total)
        {
            return EndReason.Requests;
        }
        catch (MannersException e)
        {
            if (e.Rule != MannersRule.HostDown)
                _parts.Coverage.Miss("the rest of the run", e.Message, "See the options that are named, if it is meant to be tested.");
            return EndReason.Stopped;
        }
#pragma warning disable CA1031 // Whatever it was, what was found until then is not lost.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var words = RunFailure.Words(e);
            _failure = $"{words}. {RunFailure.Remedy}";
            _parts.Coverage.Miss("the rest of the run", words, RunFailure.Remedy);
            return EndReason.Failed;
        }
    }

    // What has failed in one of them fails in the others sooner or later, and nobody waits for that.
    private static async Task EndsAllByFailingAsync(Func<CancellationToken, Task> work, CancellationTokenSource stop)
    {
        try
        {
            await work(stop.Token);
        }
        catch (Exception e) when (e is not (OperationCanceledException or MannersException))
        {
            await stop.CancelAsync();
            throw;
        }
    }

    // What goes on beside the trials ends with them, and never ends them but by using up the total, which they notice themselves.
    private static async Task UntilStoppedAsync(Func<CancellationToken, Task> work, CancellationTokenSource stop)
    {
        try
        {
            await EndsAllByFailingAsync(work, stop);
        }
        catch (Exception e) when (e is OperationCanceledException or MannersException)
        {
            // Over.
        }
    }
}
