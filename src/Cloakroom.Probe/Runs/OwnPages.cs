using System.Collections.Concurrent;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Learning;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Runs;

/// <summary>
/// A page for each account that shows something of its own, or else one that tells members from nobody. Where nothing says how to tell who one is, an account whose page
/// shows it no more has been signed out.
/// </summary>
internal sealed class OwnPages
{
    private readonly ConcurrentDictionary<string, Uri> _pages = new(StringComparer.Ordinal);
    private volatile MarkerBook _markers = new();
    private volatile MemberPage? _members;

    /// <param name="looks">By page: what each account, and nobody, got there.</param>
    /// <param name="markers">What is an account's own. Values of cookies are not: they come and go.</param>
    /// <param name="members">For accounts that are shown nothing of their own; null when nothing tells them from nobody.</param>
    public void Learn(IReadOnlyDictionary<string, List<Exchange>> looks, IEnumerable<Marker> markers, MemberPage? members)
    {
        var book = MarkerBook.WithoutCookies(markers);
        (_markers, _members) = (book, members);
        _pages.Clear();
        foreach (var look in looks.Values.SelectMany(page => page).Where(look => look.IsSuccess && look.Account != Account.Anonymous && book.Scan(look).HasOwn))
            _pages.TryAdd(look.Account, new Uri(ColdAddress.Plain(look.Url)));
    }

    /// <summary>Null when none was seen.</summary>
    public Uri? Of(string account) => _pages.GetValueOrDefault(account) ?? (_members?.Members.Contains(account) == true ? _members.Url : null);

    /// <summary>Whether it is shown something of its own.</summary>
    public bool HasOwn(string account) => _pages.ContainsKey(account);

    /// <returns>Null when the answer says nothing about that, such as an error's. Somebody else's page is no sign of having been signed out.</returns>
    public bool? IsSignedIn(Exchange answer)
    {
        if (answer.Failure is not null || answer.Status is 304 or 429 or >= 500 || answer.BodyState != BodyState.Whole)
            return null;
        var scan = _markers.Scan(answer);
        return scan.HasOwn || scan.Foreign.Count > 0 ? true : HasOwn(answer.Account) ? false : _members?.IsSignedIn(answer);
    }
}
