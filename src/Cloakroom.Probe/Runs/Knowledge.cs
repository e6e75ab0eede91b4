using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Checks;
using Cloakroom.Probe.Learning;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>What the run finds out about the site before it tries anything: which cookies carry the session, and what tells accounts apart.</summary>
/// <param name="memory">Takes it.</param>
/// <param name="keeper">Has the sign-ins.</param>
/// <param name="coverage">Told what cannot be told.</param>
/// <param name="signsIn">Whether the scenario says how to sign in.</param>
internal sealed class Knowledge(RunMemory memory, SessionKeeper keeper, Coverage coverage, bool signsIn)
{
    private readonly MarkerBook _markers = memory.Markers;

    /// <summary>Names of the cookies that are taken for those of the session.</summary>
    public IReadOnlyList<string> SessionCookies => memory.SessionCookies;

    public void FindSessionCookies(IReadOnlyList<Account> accounts)
    {
        if (accounts.Count < 2)
            return;
        // Who has stayed signed in has no sign-in to learn from.
        var found = Learning.SessionCookies.Find(accounts, accounts.ToDictionary(account => account.Name, keeper.SignInOf));
        memory.SessionCookies = memory.Inspector.Guard([.. memory.SessionCookies.Union(found).Take(RunMemory.MaxSessionCookies)]);
    }

    /// <returns>Pages on which accounts have something of their own, by their names.</returns>
    public IReadOnlySet<string> Learn(IReadOnlyDictionary<string, List<Exchange>> looks, IReadOnlyList<Account> accounts)
    {
        var learned = DifferenceLearner.Learn(looks, accounts);
        // What a run before has learned, and is not there any more, would only add up.
        foreach (var old in _markers.All.Where(marker => marker.Origin == MarkerOrigin.Learned).Except(learned.Markers))
            _markers.Remove(old);
        foreach (var marker in learned.Markers)
            _markers.Add(marker);
        foreach (var page in learned.Pages.Where(page => page.Verdict == PageVerdict.Suspect))
        {
            coverage.Miss(
                $"what tells accounts apart on {page.Page}",
                page.Words,
                "Say how to tell: identity or plant in the scenario. It may well be a leak already, or two sessions of one account; look at the page with both.");
        }

        // Where the scenario says how to tell, that is asked.
        if (memory.Oracle.AskAt is null)
            LookForOwn(looks, accounts);

        // Values of cookies are found by all that is sent in cookies; in a page one sees who it was made for by something else.
        if (_markers.All.All(marker => marker.Origin == MarkerOrigin.Cookie))
        {
            coverage.Miss(
                "bodies of pages",
                "no page that was looked at shows anything by which an account is known",
                "Name a page that does in a journey, or give identity, markers or plant in the scenario; and see that the accounts are signed in, each as another user.");
        }

        return looks.Where(page => page.Value.Exists(look => look.IsSuccess && (_markers.Scan(look).HasOwn || memory.Oracle.Judge(look) == IdentityVerdict.Oneself))).Select(page => page.Key)
            .Concat(learned.Pages.Where(page => page.IsPersonal).Select(page => page.Page)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether accounts are signed in, by what they get; who gets nothing that tells is told as untested.</summary>
    private void LookForOwn(IReadOnlyDictionary<string, List<Exchange>> looks, IReadOnlyList<Account> accounts)
    {
        var own = new OwnPages();
        var members = MemberPage.Find(looks);
        own.Learn(looks, _markers.All, members);
        // Where nothing tells for anybody, that is said once, of all of them.
        var names = accounts.Select(account => account.Name).ToList();
        var isTold = members is not null || names.Exists(own.HasOwn);
        foreach (var name in names.Where(name => isTold && !own.HasOwn(name) && !looks.Values.Any(page => MemberPage.TellsFromNobody(name, page))))
        {
            coverage.Miss(
                $"account {name}",
                "no page that was looked at shows anything of its own, as others have, or anything that nobody does not get: it may not be signed in",
                "Sign it in anew, or give identity in the scenario, which tells.");
        }

        if (!isTold && !_markers.All.All(marker => marker.Origin == MarkerOrigin.Cookie))
        {
            coverage.Miss(
                "whether the accounts are signed in",
                "no page that was looked at shows anything of theirs, or anything that nobody does not get",
                "Name a page that does in a journey, or give identity in the scenario, which tells.");
        }

        // Who signs in again has another session, and what was learned may be of the last.
        memory.OwnPages.Learn(looks, _markers.All.Where(marker => !signsIn || marker.Origin is MarkerOrigin.Given or MarkerOrigin.Planted), members);
    }
}
