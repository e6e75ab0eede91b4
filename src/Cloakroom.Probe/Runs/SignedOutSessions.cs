using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>
/// Signs accounts out and asks again with the cookies of before: whoever finds them on a shared machine, in a backup or a log, must be nobody.
/// Once with nothing else going on, and then in the middle of requests, whose end may bring a session back that is over.
/// </summary>
/// <remarks>Last of all, and while nobody else asks: it takes sessions away.</remarks>
internal sealed class SignedOutSessions(RunParts parts, ProbeOptions options, TimeProvider time)
{
    /// <summary>Of the slowest pages: the longer a request takes, the more can happen in its middle.</summary>
    private const int MostPages = 3;

    /// <summary>Whether the scenario says how, and the tactic is among those that are wanted.</summary>
    public static bool AreAskedFor(ProbeOptions options) => options.Tactics.Contains(Tactic.SignedOut) && options.Scenario is { SignIn.Count: > 0, SignOut.Count: > 0 };

    public async Task RunAsync(IReadOnlyList<Account> accounts, IReadOnlyList<Target> targets, CancellationToken cancellationToken)
    {
        if (!AreAskedFor(options))
            return;
        // Whoever gets others' answers may be shown as signed in by one of them.
        if (parts.Findings.CountOf(Severity.Leak) > 0)
        {
            parts.Coverage.LeaveOut(Untested.AfterSigningOut, "people get what is another's already, so that a page does not say whose session it is", "Mend that first, and run again.");
            return;
        }

        var personal = targets.Where(target => target is { Kind: TargetKind.Page, IsPersonal: true }).Select(target => target.Url).OrderBy(Coverage.PathOf, StringComparer.Ordinal).ToList();
        if (personal.Count == 0)
        {
            parts.Coverage.LeaveOut(Untested.AfterSigningOut, "no page was found that shows who one is", "Name one in a journey, or give identity in the scenario.");
            return;
        }

        accounts = [.. accounts.Where(account => parts.Keeper.ProblemOf(account) is null)];
        if (accounts.Count == 0)
            return;
        // Where a session simply goes on, nothing has to bring it back.
        // At the same page in each run, by which two runs are compared.
        if (await SurvivesAsync(accounts[0], personal[0], cancellationToken))
            return;
        var pages = personal.OrderByDescending(parts.Coverage.QuickestAt).Take(MostPages).ToList();
        // Each account in its own time, and each page with another one, since what is renewed now is not renewed again soon.
        var races = Math.Max(pages.Count, accounts.Count);
        await Task.WhenAll(accounts.Select(async (account, first) =>
        {
            for (var i = first; i < races; i += accounts.Count)
                await RaceAsync(account, pages[i % pages.Count], cancellationToken);
        }));
    }

    private async Task<bool> SurvivesAsync(Account account, Uri page, CancellationToken cancellationToken)
    {
        var survives = await LeaveAsync(account, page, CheckKind.SurvivingSession, signOut => signOut(), cancellationToken);
        if (survives is { } found)
            parts.Findings.Confirmed(found, await LeaveAsync(account, page, CheckKind.SurvivingSession, signOut => signOut(), cancellationToken) == found);
        return survives is not null;
    }

    private async Task RaceAsync(Account account, Uri page, CancellationToken cancellationToken)
    {
        if (await OnceAsync() is { } found)
            parts.Findings.Confirmed(found, await OnceAsync() == found);

        Task<string?> OnceAsync() => LeaveAsync(account, page, CheckKind.RevivedSession, async signOut =>
        {
            var underWay = parts.Client.SendAsync(account, new ProbeRequest(page, Tactic.SignedOut), cancellationToken);
            await Task.Delay(parts.Coverage.QuickestAt(page) / 2, time, cancellationToken);
            var end = await signOut();
            await underWay;
            return end;
        }, cancellationToken);
    }

    /// <summary>Out, a look with the cookies of before, and in again.</summary>
    /// <returns>The finding, when the look shows the account.</returns>
    private async Task<string?> LeaveAsync(Account account, Uri page, CheckKind check, Func<Func<Task<SignOutEnd>>, Task<SignOutEnd>> leaveAsync, CancellationToken cancellationToken)
    {
        using var turn = await parts.Sessions.EnterAloneAsync(account, cancellationToken);
        // The trials may have ended while it was being signed out and in.
        if (!parts.Keeper.IsSignedIn(account) && !await parts.Keeper.SignInAsync(account, cancellationToken))
            return null;
        var leftBehind = account.WithItsCookies();
        var afterwards = leftBehind;
        var end = await leaveAsync(async () =>
        {
            var signedOut = await parts.Keeper.SignOutAsync(account, cancellationToken);
            afterwards = account.WithItsCookies();
            return signedOut;
        });
        string? found = null;
        if (end.Problem is { } problem)
        {
            Miss(problem);
        }
        else
        {
            await Task.Delay(options.SignOutSettles, time, cancellationToken);
            if (ShowsOwner(await AskAsync(afterwards, page, cancellationToken)))
                Miss($"{Coverage.PathOf(page)} shows {account.Name} with the cookies that signing out has left as well");
            else
                found = await LookAsync(account, leftBehind, page, check, end.Last, cancellationToken);
        }

        await parts.Keeper.SignInAsync(account, cancellationToken);
        return found;

        void Miss(string why) => parts.Coverage.Miss(Untested.AfterSigningOut, why, "See whether signOut in the scenario does all that the site wants, such as a token of its form.");
    }

    private async Task<string?> LookAsync(Account account, Account leftBehind, Uri page, CheckKind check, Exchange? signOut, CancellationToken cancellationToken)
    {
        // What came at the end of the request under way is in the account's jar, and in the browser's.
        foreach (var cookies in check == CheckKind.RevivedSession ? (Account[])[leftBehind, account.WithItsCookies()] : [leftBehind])
        {
            var look = await AskAsync(cookies, page, cancellationToken);
            if (!ShowsOwner(look))
                continue;
            var sighting = new Sighting(check, Severity.Warning, look)
            {
                Owner = account.Name,
                Place = "body",
                Source = signOut,
                Words = check == CheckKind.RevivedSession
                    ? $"{account.Name} signed out while {Coverage.PathOf(page)} was under way, and the session opens it again"
                    : $"{account.Name} signed out, and the session still opens {Coverage.PathOf(page)}",
            };
            parts.Report(sighting);
            return parts.Findings.IdOf(sighting);
        }

        return null;
    }

    private Task<Exchange> AskAsync(Account who, Uri page, CancellationToken cancellationToken) =>
        parts.Client.SendAsync(who, new ProbeRequest(ColdAddress.AlsoWithQuery(page), Tactic.SignedOut) { KeepsCookies = false }, cancellationToken);

    private bool ShowsOwner(Exchange exchange)
    {
        if (!exchange.IsSuccess)
            return false;
        if (parts.Memory.Oracle.Judge(exchange) is not IdentityVerdict.Untold and var verdict)
            return verdict == IdentityVerdict.Oneself;
        // A cookie that is shown again says only that it was sent.
        var own = new MarkerBook();
        foreach (var marker in parts.Markers.All.Where(marker => marker.Account == exchange.Account && marker.Origin != MarkerOrigin.Cookie))
            own.Add(marker);
        return own.ScanBody(exchange.Body.Span, exchange.Account).HasOwn;
    }
}
