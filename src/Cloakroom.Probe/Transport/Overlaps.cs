using Cloakroom.Probe.Accounts;

namespace Cloakroom.Probe.Transport;

/// <summary>
/// Who asks at one path at the same time. What one answer gives to several is the session of one of them, and not always of the first to have it: whoever kept it would be that
/// other from then on, on every page. So a cookie is kept when all who asked meanwhile have their answers, and none of them was given the same. Safe to use by many at once.
/// </summary>
/// <remarks>Queries are not looked at: there are caches that do not either.</remarks>
internal sealed class Overlaps
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Authority, string Path), List<Visit>> _underWay = [];

    /// <summary>Before it is sent.</summary>
    public Visit Enter(Account account, Uri url)
    {
        var visit = new Visit(account, (url.Authority, url.AbsolutePath));
        lock (_gate)
        {
            if (!_underWay.TryGetValue(visit.Place, out var there))
                _underWay.Add(visit.Place, there = []);
            there.Add(visit);
        }

        return visit;
    }

    /// <summary>When it has been looked at, so that whoever asks from now on is known to be the later one. What several were given is in doubt for each; see <see cref="Exchange.IsInDoubt"/>.</summary>
    /// <param name="visit">As it was entered.</param>
    /// <param name="exchange">Null when nobody has looked at it, as the run was stopped.</param>
    /// <param name="keep">Called once it is clear whose the cookies are, on the thread of whoever has made it clear, and told whether that is later. Never, where an answer that nobody saw may have had them.</param>
    public void Leave(Visit visit, Exchange? exchange, Action<bool> keep)
    {
        (visit.Exchange, visit.Given, visit.Keep) = (exchange, exchange is null ? [] : GivenBy(exchange), keep);
        var isUnseen = exchange is null or { Failure: not null };
        var isClear = false;
        List<Visit>? later = null;
        lock (_gate)
        {
            var there = _underWay[visit.Place];
            there.Remove(visit);
            if (there.Count == 0)
                _underWay.Remove(visit.Place);
            foreach (var other in there)
            {
                if (other.Account == visit.Account)
                    continue;
                other.IsInDoubt |= isUnseen;
                // Most give nothing to anybody, and need not wait.
                if (visit.Given.Count == 0)
                    continue;
                other.Earlier.Add(visit);
                visit.WaitsFor++;
            }

            foreach (var earlier in visit.Earlier)
            {
                earlier.IsInDoubt |= isUnseen;
                Compare(earlier, visit);
                if (--earlier.WaitsFor == 0 && !earlier.IsInDoubt)
                    (later ??= []).Add(earlier);
            }

            // Those it kept waiting have waited for others, and so on: where somebody always asks, nothing of it would ever be let go.
            visit.Earlier.Clear();
            isClear = visit is { WaitsFor: 0, IsInDoubt: false };
        }

        if (isClear)
            keep(false);
        foreach (var one in later ?? [])
            one.Keep(true);
    }

    private static void Compare(Visit one, Visit other)
    {
        foreach (var cookie in one.Given)
        {
            foreach (var same in other.Given)
            {
                if (same.Value != cookie.Value || same.Name != cookie.Name)
                    continue;
                one.Exchange!.Doubt(cookie);
                other.Exchange!.Doubt(same);
            }
        }
    }

    // Of what only takes away there is one for all.
    private static List<SetCookie> GivenBy(Exchange exchange)
    {
        List<SetCookie>? given = null;
        foreach (var field in exchange.Headers)
        {
            if (field.Is("Set-Cookie") && SetCookie.Parse(field.Value) is { } cookie && !cookie.IsDeletion(exchange.At))
                (given ??= []).Add(cookie);
        }

        return given ?? [];
    }

    /// <summary>One request, from before it is sent until its cookies are kept or are not. Guarded by the lock of <see cref="Overlaps"/>.</summary>
    internal sealed class Visit(Account account, (string Authority, string Path) place)
    {
        public Account Account => account;

        public (string Authority, string Path) Place => place;

        /// <summary>Those that ended while this one was under way, and wait for it.</summary>
        public List<Visit> Earlier { get; } = [];

        public int WaitsFor { get; set; }

        /// <summary>Whether all that it was given may be somebody else's.</summary>
        public bool IsInDoubt { get; set; }

        /// <summary>What it was given; null until it has ended, and when nobody has looked at that.</summary>
        public Exchange? Exchange { get; set; }

        /// <summary>The cookies in it, but for those that it takes away.</summary>
        public IReadOnlyList<SetCookie> Given { get; set; } = [];

        public Action<bool> Keep { get; set; } = _ => { };
    }
}
