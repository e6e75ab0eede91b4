using System.Collections.Concurrent;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Learning;
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

    private readonly ConcurrentDictionary<Account, bool> _away = new();
    private bool _isOver;

    public bool IsAskedFor => options.Tactics.Contains(Tactic.SignedOut) && options.Scenario.SignIn.Count > 0 && options.Scenario.SignOut.Count > 0;

    public async Task RunAsync(IReadOnlyList<Account> accounts, IReadOnlyList<Target> targets, CancellationToken cancellationToken)
    {
        if (IsAskedFor)
            await TryAsync(accounts, targets, cancellationToken);
        _isOver = true;
    }

    /// <summary>Signs in again whom the end of the time has left outside.</summary>
    public async Task SignInAgainAsync(CancellationToken cancellationToken)
    {
        foreach (var account in _away.Keys)
        {
            using var turn = await parts.Sessions.EnterAloneAsync(account, cancellationToken);
            await SignInAsync(account, cancellationToken);
        }
    }

    /// <summary>Says so when the run ended before this did.</summary>
    public void MissWhatWasLeft()
    {
        if (IsAskedFor && !_isOver)
            parts.Coverage.Miss(Untested.AfterSigningOut, "the run ended before all of it was tried", "Give it more (--time, --max-requests, --rate), or choose other tactics (--tactic).");
    }

    private async Task TryAsync(IReadOnlyList<Account> accounts, IReadOnlyList<Target> targets, CancellationToken cancellationToken)
    {
        // Whoever gets others' answers may be shown as signed in by one of them.
        if (parts.Findings.CountOf(Severity.Leak) > 0)
        {
            parts.Coverage.LeaveOut(Untested.AfterSigningOut, "people get what is another's already, so that a page does not say whose session it is", "Mend that first, and run again.");
            return;
        }

        // The end of the trials may have come in the middle of somebody's signing out and in.
        foreach (var account in accounts.Where(account => !parts.Keeper.IsSignedIn(account) || account.Jar.All.Count == 0))
            await parts.Keeper.CheckAsync(account, cancellationToken);
        var personal = targets.Where(target => target is { Kind: TargetKind.Page, IsPersonal: true }).Select(target => target.Url).OrderByDescending(parts.Coverage.QuickestAt).ToList();
        var (pages, shown) = (new List<Uri>(), new List<Account>());
        foreach (var account in accounts)
        {
            // Nobody is asked without need: what is renewed now is not renewed in the middle of signing out.
            if (pages.Count > 0)
            {
                shown.Add(account);
                continue;
            }

            // By something that is still there, and that is not part of another's: what was learned of an earlier session may not be.
            var own = new List<Uri>();
            foreach (var page in personal)
            {
                if (own.Count < MostPages && ShowsOwner(await AskAsync(account, page, cancellationToken)))
                    own.Add(page);
            }

            if (own.Count > 0)
                shown.Add(account);
            pages = own;
        }

        if (pages.Count == 0)
        {
            parts.Coverage.LeaveOut(Untested.AfterSigningOut, "no page was found that shows who one is", "Name one in a journey, or give identity in the scenario.");
            return;
        }

        // Where a session simply goes on, nothing has to bring it back; and where that cannot be told, nor can the other.
        if (await SurvivesAsync(shown[0], pages, cancellationToken) is not false)
            return;
        // Each account in its own time, and each page with another one, since what is renewed now is not renewed again soon.
        var races = Math.Max(pages.Count, shown.Count);
        await Task.WhenAll(shown.Select(async (account, first) =>
        {
            for (var i = first; i < races; i += shown.Count)
                await RaceAsync(account, pages[i % pages.Count], cancellationToken);
        }));
    }

    /// <returns>By the quickest page that tells; null when none does.</returns>
    private async Task<bool?> SurvivesAsync(Account account, IReadOnlyList<Uri> pages, CancellationToken cancellationToken)
    {
        foreach (var page in pages.Reverse())
        {
            var (isTold, survives) = await OnceAsync(page);
            if (survives is not null)
                parts.Findings.Confirmed(survives, (await OnceAsync(page)).Finding == survives);
            if (isTold)
                return survives is not null;
        }

        return null;

        Task<(bool IsTold, string? Finding)> OnceAsync(Uri page) => LeaveAsync(account, page, CheckKind.SurvivingSession, async signOut => (await signOut(), null), cancellationToken);
    }

    private async Task RaceAsync(Account account, Uri page, CancellationToken cancellationToken)
    {
        if ((await OnceAsync()).Finding is { } found)
            parts.Findings.Confirmed(found, (await OnceAsync()).Finding == found);

        Task<(bool IsTold, string? Finding)> OnceAsync() => LeaveAsync(account, page, CheckKind.RevivedSession, async signOut =>
        {
            // Others sign out meanwhile, and what came at its end is looked at soon.
            var underWay = parts.Client.SendAsync(account, new ProbeRequest(page, Tactic.SignedOut) { Cookies = CookieKeeping.AtOnce }, cancellationToken);
            await Task.Delay(parts.Coverage.QuickestAt(page) / 2, time, cancellationToken);
            var end = await signOut();
            return (end, await underWay);
        }, cancellationToken);
    }

    /// <summary>Out, a look with the cookies of before, and in again.</summary>
    /// <returns>Whether the look tells anything, and the finding, when it shows the account.</returns>
    private async Task<(bool IsTold, string? Finding)> LeaveAsync(
        Account account, Uri page, CheckKind check, Func<Func<Task<SignOutEnd>>, Task<(SignOutEnd End, Exchange? UnderWay)>> leaveAsync, CancellationToken cancellationToken)
    {
        using var turn = await parts.Sessions.EnterAloneAsync(account, cancellationToken);
        if (!parts.Keeper.IsSignedIn(account))
            return default;
        var signedIn = check == CheckKind.SurvivingSession ? await AskAsync(account, page, cancellationToken) : null;
        if (signedIn is not null && !ShowsOwner(signedIn))
            return Miss($"{Coverage.PathOf(page)} does not show {account.Name} while it is signed in", "Name a page in identity of the scenario that does.");
        var leftBehind = account.WithItsCookies();
        var afterwards = leftBehind;
        _away[account] = true;
        var (end, underWay) = await leaveAsync(async () =>
        {
            var signedOut = await parts.Keeper.SignOutAsync(account, cancellationToken);
            afterwards = account.WithItsCookies();
            return signedOut;
        });
        var (isTold, signedOut, looks) = await LookAsync();
        await SignInAsync(account, cancellationToken);
        if (signedOut is null || looks.Count == 0)
            return (isTold, null);
        // The request under way may have come when the account was out already, and what it got may be what the looks got. Nobody else is asked so late, and only who has to be:
        // what is renewed by a look is not renewed in the middle of signing out.
        if (signedIn is null && (!parts.Keeper.IsSignedIn(account) || !ShowsOwner(signedIn = await AskAsync(account, page, cancellationToken))))
            return Miss($"{Coverage.PathOf(page)} shows {account.Name} with cookies of before, and not when it has signed in again", "See whether it still can, and whether the page shows it then.");
        foreach (var look in looks.Where(look => IsThatPage(look, signedIn, signedOut)))
        {
            if (Diagnosis.TellsOfACache(underWay ?? signedIn, look))
                return Miss($"{Coverage.PathOf(page)} comes from a cache, which does not know who is signed in", "Say no-store there, or name a page in identity of the scenario that is not stored.");
            return (true, Report(look, account, page, check, end.Last));
        }

        return (true, null);

        // What shows the account, of what is left.
        async Task<(bool IsTold, Exchange? SignedOut, IReadOnlyList<Exchange> Looks)> LookAsync()
        {
            const string remedy = "See whether signOut in the scenario does all that the site wants, such as a token of its form.";
            if (end.Problem is { } problem)
                return (Miss(problem, remedy).IsTold, null, []);
            await Task.Delay(options.SignOutSettles, time, cancellationToken);
            var signedOut = await AskAsync(afterwards, page, cancellationToken);
            if (ShowsOwner(signedOut))
                return (Miss($"{Coverage.PathOf(page)} shows {account.Name} with the cookies that signing out has left as well", remedy).IsTold, null, []);
            // What came at the end of the request under way is in the account's jar, and in the browser's.
            var looks = new List<Exchange>();
            foreach (var cookies in check == CheckKind.RevivedSession ? (Account[])[leftBehind, account.WithItsCookies()] : [leftBehind])
            {
                var look = await AskAsync(cookies, page, cancellationToken);
                if (ShowsOwner(look))
                    looks.Add(look);
            }

            return (true, signedOut, looks);
        }

        (bool IsTold, string? Finding) Miss(string why, string remedy)
        {
            parts.Coverage.Miss(Untested.AfterSigningOut, why, remedy);
            return default;
        }
    }

    private string Report(Exchange look, Account account, Uri page, CheckKind check, Exchange? signOut)
    {
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

    private async Task SignInAsync(Account account, CancellationToken cancellationToken)
    {
        await parts.Keeper.SignInAsync(account, cancellationToken);
        _away.TryRemove(account, out _);
    }

    private Task<Exchange> AskAsync(Account who, Uri page, CancellationToken cancellationToken) =>
        parts.Client.SendAsync(who, new ProbeRequest(ColdAddress.AlsoWithQuery(page), Tactic.SignedOut), cancellationToken);

    private bool ShowsOwner(Exchange exchange)
    {
        if (!exchange.IsSuccess)
            return false;
        if (parts.Memory.Oracle.Judge(exchange) is not IdentityVerdict.Untold and var verdict)
            return verdict == IdentityVerdict.Oneself;
        // A cookie that is shown again says only that it was sent.
        return MarkerBook.WithoutCookies(parts.Markers.All.Where(marker => marker.Account == exchange.Account)).ScanBody(exchange.Body.Span, exchange.Account).HasOwn;
    }

    /// <summary>Not a form to sign in with that has the name filled in, by a cookie that signing out takes away: most of what only those have who are signed in, beside what is the account's.</summary>
    private bool IsThatPage(Exchange look, Exchange signedIn, Exchange signedOut)
    {
        var only = PageWords.Of(signedIn);
        only.ExceptWith(PageWords.Of(signedOut));
        foreach (var marker in parts.Markers.All.Where(marker => marker.Account == look.Account))
            only.ExceptWith(PageWords.Of(marker.Value));
        foreach (var value in options.Accounts.First(account => account.Name == look.Account).Values.Values)
            only.ExceptWith(PageWords.Of(value));
        return only.Count <= 2 * only.Count(PageWords.Of(look).Contains);
    }
}
