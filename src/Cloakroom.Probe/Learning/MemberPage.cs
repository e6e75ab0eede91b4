using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Learning;

/// <summary>A page by which one sees whether somebody is signed in, whoever it is: nobody is turned away there, or members get words that nobody gets, such as those to sign out by.</summary>
/// <param name="Url">Which.</param>
/// <param name="Members">Names of accounts that were known for members there.</param>
/// <param name="RefusedWith">The status that nobody gets; null where nobody gets a page.</param>
/// <param name="Words">Where nobody gets a page: of all members, each time, and never of nobody.</param>
internal sealed record MemberPage(Uri Url, IReadOnlySet<string> Members, int? RefusedWith, IReadOnlySet<string> Words)
{
    /// <param name="looks">By page: what each account, and nobody, got there, twice each.</param>
    /// <returns>The page where most are known for members, rather one where nobody gets a page; null when nothing tells members from nobody.</returns>
    public static MemberPage? Find(IReadOnlyDictionary<string, List<Exchange>> looks)
    {
        var all = looks.Values.SelectMany(page => page).Select(look => look.Account).Where(name => name != Account.Anonymous).Distinct().Count();
        var pages = looks.Values.Select(page => (Looks: page, Nobodys: page.Where(look => look.Account == Account.Anonymous).ToList())).Where(page => page.Nobodys.Count > 0).ToList();
        // Words are read only where they have to be: pages are long, and many.
        var closed = pages.Where(page => IsRefused(page.Nobodys)).Select(page => Of(page.Looks, page.Nobodys[0].Status)).OfType<MemberPage>().MaxBy(page => page.Members.Count);
        if (closed?.Members.Count == all)
            return closed;
        var open = pages.Where(page => !IsRefused(page.Nobodys)).Select(page => Of(page.Looks, null)).OfType<MemberPage>().MaxBy(page => page.Members.Count);
        return open?.Members.Count > (closed?.Members.Count ?? 0) ? open : closed;
    }

    private static MemberPage? Of(List<Exchange> page, int? refusedWith)
    {
        var members = page.Select(look => look.Account).Where(name => name != Account.Anonymous).Distinct().Where(name => TellsFromNobody(name, page)).ToHashSet(StringComparer.Ordinal);
        if (members.Count == 0)
            return null;
        var words = refusedWith is null ? WordsOf(page.Where(look => members.Contains(look.Account) && look.IsSuccess)) : [];
        words.ExceptWith(refusedWith is null ? page.Where(look => look.Account == Account.Anonymous).SelectMany(PageWords.Of) : []);
        return refusedWith is null && words.Count == 0 ? null : new MemberPage(new Uri(ColdAddress.Plain(page[0].Url)), members, refusedWith, words);
    }

    /// <summary>Whether somebody gets a page at all, or words, that nobody gets, each time. The name of an account may well stand on pages that everybody sees.</summary>
    public static bool TellsFromNobody(string name, IReadOnlyList<Exchange> page)
    {
        var own = page.Where(look => look.Account == name && look.IsSuccess).ToList();
        var nobodys = page.Where(look => look.Account == Account.Anonymous).ToList();
        return own.Count >= 2 && nobodys.Count > 0 && (IsRefused(nobodys) || WordsOf(own).Except(nobodys.SelectMany(PageWords.Of)).Any());
    }

    /// <returns>Null when the answer is neither a member's nor what nobody gets.</returns>
    public bool? IsSignedIn(Exchange answer)
    {
        if (!answer.IsSuccess)
            return answer.Status == RefusedWith ? false : null;
        return RefusedWith is not null || PageWords.Of(answer).Overlaps(Words);
    }

    private static bool IsRefused(List<Exchange> nobodys) => nobodys.TrueForAll(look => look.Status is >= 300 and < 500);

    private static HashSet<string> WordsOf(IEnumerable<Exchange> looks) => looks.Select(PageWords.Of).Aggregate((all, next) => [.. all.Intersect(next)]);
}
