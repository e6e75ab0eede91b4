using System.Collections.Concurrent;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Scenarios.Totp;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>Signs accounts up, in, out and in again, and knows which of them are.</summary>
internal sealed class SessionKeeper(StepRunner steps, IProbeClient client, ProbeOptions options, RunMemory memory, AccountSessions gates, PlantedMarkers planted, TimeProvider time)
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    private readonly ConcurrentDictionary<Account, string> _problems = new();
    private readonly ConcurrentDictionary<Account, bool> _isIn = new();
    private readonly ConcurrentDictionary<Account, IReadOnlyList<Exchange>> _signIns = new();

    // When each ended its last sign-in: a one-time password is taken once, and the last that was sent is of that time or of before.
    private readonly ConcurrentDictionary<Account, DateTimeOffset> _signedInAt = new();

    public bool IsSignedIn(Account account) => _isIn.GetValueOrDefault(account);

    /// <summary>Whether the end of the trials came in the middle of its signing in, so that only a look can tell.</summary>
    public bool WasCutShort(Account account) => _isIn.TryGetValue(account, out var isIn) && !isIn && !_problems.ContainsKey(account);

    /// <summary>What went wrong with it, without secrets; null when nothing did.</summary>
    public string? ProblemOf(Account account) => _problems.GetValueOrDefault(account);

    /// <summary>The exchanges of its last sign-in: what came with them is of the session.</summary>
    public IReadOnlyList<Exchange> SignInOf(Account account) => _signIns.GetValueOrDefault(account, []);

    /// <summary>Signs up, where the scenario says how, and in; an account of a run before that is still signed in stays so.</summary>
    /// <returns>Whether the account can be used. Why not is in <see cref="ProblemOf"/>.</returns>
    public async Task<bool> BeginAsync(Account account, CancellationToken cancellationToken)
    {
        using var turn = await gates.EnterAloneAsync(account, cancellationToken);
        if (memory.IsKnown(account))
        {
            if (await IsStillInAsync(account, cancellationToken))
                return Succeeds(account);
            // What is left in the jar is of a session that is over.
            if (options.Scenario.SignIn.Count > 0)
                account.Jar.Clear();
        }
        else if (options.Scenario.SignUp.Count > 0)
        {
            var signedUp = await steps.RunAsync(account, options.Scenario.SignUp, "signUp", Tactic.SignIn, planted.TextsOf(account), cancellationToken);
            if (signedUp.Problem is not null)
                return Fails(account, signedUp.Problem);
            memory.NoteKnown(account);
            // Many sites sign in whom they have signed up, and then have no form to sign in with.
            if (account.Jar.All.Count > 0 && await IsThemselfAsync(account, cancellationToken) is true)
            {
                _signIns[account] = Slim(signedUp.Exchanges);
                return Succeeds(account);
            }
        }

        return await SignInAloneAsync(account, cancellationToken);
    }

    /// <summary>Out and in again, while others go on.</summary>
    public async Task ChurnAsync(Account account, CancellationToken cancellationToken)
    {
        using var turn = await gates.EnterAloneAsync(account, cancellationToken);
        if (options.Scenario.SignOut.Count > 0)
            await SignOutAsync(account, cancellationToken);
        await SignInAsync(account, cancellationToken);
    }

    /// <summary>By the scenario. Whoever calls has the account alone.</summary>
    public async Task<SignOutEnd> SignOutAsync(Account account, CancellationToken cancellationToken)
    {
        var outcome = await steps.RunAsync(account, options.Scenario.SignOut, "signOut", Tactic.SignOut, Nothing, cancellationToken);
        return new SignOutEnd(outcome.Problem, outcome.Exchanges is [.., var last] ? last : null);
    }

    /// <summary>Anew, without what is left in the jar. Whoever calls has the account alone.</summary>
    public Task<bool> SignInAsync(Account account, CancellationToken cancellationToken)
    {
        account.Jar.Clear();
        return SignInAloneAsync(account, cancellationToken);
    }

    /// <summary>Whether the account is still who it is; signs it in again where it is not, and can.</summary>
    public async Task CheckAsync(Account account, CancellationToken cancellationToken)
    {
        var shows = await IsThemselfAsync(account, cancellationToken) ?? await ShowsOwnAsync(account, cancellationToken);
        if (shows is true && WasCutShort(account))
            Succeeds(account);
        if (shows is true || (shows is null && !WasCutShort(account)))
            return;
        if (options.Scenario.SignIn.Count == 0)
        {
            Fails(account, "the site signed it out, and the scenario does not say how to sign in again");
            return;
        }

        using var turn = await gates.EnterAloneAsync(account, cancellationToken);
        if (await SignInAsync(account, cancellationToken) && await ShowsOwnAsync(account, cancellationToken) is false)
            Fails(account, "the site signed it out, and does not show it as signed in since");
    }

    private async Task<bool> SignInAloneAsync(Account account, CancellationToken cancellationToken)
    {
        _isIn[account] = false;
        if (options.Scenario.SignIn.Count > 0)
        {
            if (_signedInAt.TryGetValue(account, out var before))
                await new OneTimeCodes(options.Scenario, account.Values).RenewAsync(before, time, cancellationToken);
            StepOutcome signedIn;
            try
            {
                signedIn = await steps.RunAsync(account, options.Scenario.SignIn, "signIn", Tactic.SignIn, Nothing, cancellationToken);
            }
            finally
            {
                // The end of the trials may come after the password was sent.
                _signedInAt[account] = time.GetUtcNow();
            }

            _signIns[account] = Slim(signedIn.Exchanges);
            if (signedIn.Problem is not null)
                return Fails(account, signedIn.Problem);
        }

        if (account.Jar.All.Count == 0)
            return Fails(account, "it has no cookies: sign-in set none, or the jar has none for this host");
        if (await IsThemselfAsync(account, cancellationToken) is false)
            return Fails(account, NotShown());
        return Succeeds(account);
    }

    private string NotShown()
    {
        var rule = options.Scenario.Identity.First(rule => rule.Path == memory.Oracle.AskAt);
        return $"{rule.Path} does not show it as signed in: {rule.Shows} is not there. Either sign-in failed, or the page shows something else of it (identity in the scenario)";
    }

    // Where nothing says how to tell, only signing in does.
    private async Task<bool> IsStillInAsync(Account account, CancellationToken cancellationToken) =>
        account.Jar.All.Count > 0 && memory.Oracle.AskAt is not null && await IsThemselfAsync(account, cancellationToken) is true;

    // Null when nothing says how to tell.
    private async Task<bool?> IsThemselfAsync(Account account, CancellationToken cancellationToken)
    {
        if (memory.Oracle.AskAt is not { } path)
            return null;
        var url = new Uri(options.Site, path);
        // Somebody else is no reason to sign in again: the checks have seen it, and it is what the run is for.
        var isThemself = await IsThemselfAtAsync(account, url, cancellationToken);
        // Nobody may be whoever asked before: where a cache answers, only an address that is new to it tells.
        return isThemself is false ? await IsThemselfAtAsync(account, ColdAddress.AlsoWithQuery(url), cancellationToken) : isThemself;
    }

    // Null when nothing of its own was seen before.
    private async Task<bool?> ShowsOwnAsync(Account account, CancellationToken cancellationToken)
    {
        if (memory.OwnPages.Of(account.Name) is not { } page)
            return null;
        bool? shows = null;
        // A cache may have nobody's page there.
        foreach (var url in (Uri[])[page, ColdAddress.AlsoWithQuery(page)])
        {
            shows = await AskAsync(account, url, cancellationToken) is { } answer ? memory.OwnPages.IsSignedIn(answer) : null;
            if (shows is not false)
                break;
        }

        return shows;
    }

    private async Task<bool?> IsThemselfAtAsync(Account account, Uri url, CancellationToken cancellationToken) =>
        await AskAsync(account, url, cancellationToken) is { Failure: null } exchange ? memory.Oracle.Judge(exchange) is not IdentityVerdict.Nobody : null;

    /// <returns>Null when it may not be asked; that it is untested is said where it is looked at.</returns>
    private async Task<Exchange?> AskAsync(Account account, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(account, new ProbeRequest(url, Tactic.Identity), cancellationToken);
        }
        catch (MannersException e) when (e.Rule is not (MannersRule.Total or MannersRule.HostDown))
        {
            return null;
        }
    }

    // Kept for the whole run; what came with them is in the fields.
    private static IReadOnlyList<Exchange> Slim(IReadOnlyList<Exchange> exchanges) => [.. exchanges.Select(exchange => exchange.WithBody(default))];

    private bool Succeeds(Account account)
    {
        memory.NoteKnown(account);
        _isIn[account] = true;
        _problems.TryRemove(account, out _);
        return true;
    }

    private bool Fails(Account account, string problem)
    {
        _isIn[account] = false;
        _problems[account] = problem;
        return false;
    }
}

/// <param name="Problem">Step, what was expected and what came, without secrets; null when all went well.</param>
/// <param name="Last">The last exchange; null when nothing was sent.</param>
internal sealed record SignOutEnd(string? Problem, Exchange? Last);
