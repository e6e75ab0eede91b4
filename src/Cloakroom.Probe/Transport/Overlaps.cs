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

    /// <summary>When it has been looked at, so that whoever asks from now on is known to be the later one.</summary>
    /// <param name="visit">As it was entered.</param>
    /// <param name="exchange">Null when nothing is known of it, as the run was stopped.</param>
    /// <param name="keep">Told the <c>Set-Cookie</c> fields that are nobody else's, once that is clear, and whether that is later, on the thread of whoever has made it clear.</param>
    public void Leave(Visit visit, Exchange? exchange, Action<IEnumerable<string>, bool> keep)
    {
        visit.Keep = keep;
        // What it was given and nobody saw, somebody else may be given.
        var isUnseen = exchange is null or { Failure: not null };
        List<Visit>? clear = null;
        lock (_gate)
        {
            var there = _underWay[visit.Place];
            there.Remove(visit);
            if (there.Count == 0)
                _underWay.Remove(visit.Place);
            if (exchange is not null)
                visit.Given = [.. exchange.HeaderValues("Set-Cookie")];
            foreach (var other in there.Where(other => other.Account != visit.Account))
            {
                other.IsInDoubt |= isUnseen;
                other.Earlier.Add(visit);
                visit.WaitsFor++;
            }

            foreach (var earlier in visit.Earlier)
            {
                earlier.IsInDoubt |= isUnseen;
                earlier.Compare(visit);
                if (--earlier.WaitsFor == 0)
                    (clear ??= []).Add(earlier);
            }

            if (visit.WaitsFor == 0)
                (clear ??= []).Add(visit);
        }

        foreach (var one in clear ?? [])
            one.Keep(one.Clear(), one != visit);
    }

    /// <summary>One request, from before it is sent until its cookies are kept or are not. Guarded by the lock of <see cref="Overlaps"/>.</summary>
    internal sealed class Visit(Account account, (string Authority, string Path) place)
    {
        // As name=value.
        private HashSet<string>? _shared;

        public Account Account => account;

        public (string Authority, string Path) Place => place;

        /// <summary>Those that ended while this one was under way, and wait for it.</summary>
        public List<Visit> Earlier { get; } = [];

        public int WaitsFor { get; set; }

        /// <summary>Whether all that it was given may be somebody else's.</summary>
        public bool IsInDoubt { get; set; }

        /// <summary>Values of <c>Set-Cookie</c>.</summary>
        public IReadOnlyList<string> Given { get; set; } = [];

        public Action<IEnumerable<string>, bool> Keep { get; set; } = (_, _) => { };

        public void Compare(Visit other)
        {
            foreach (var pair in Given.Select(PairOf).Intersect(other.Given.Select(PairOf)))
            {
                (_shared ??= []).Add(pair);
                (other._shared ??= []).Add(pair);
            }
        }

        public IEnumerable<string> Clear() => IsInDoubt ? [] : _shared is null ? Given : Given.Where(field => !_shared.Contains(PairOf(field)));

        private static string PairOf(string field) => field.Split(';', 2)[0].Trim();
    }
}
