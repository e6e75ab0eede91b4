using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Checks;

/// <summary>Whose every cookie value is: who was given it first, or brought it. A value that comes to a second jar is another's.</summary>
/// <param name="guard">Names that carry a session, and those that do not matter.</param>
/// <param name="book">Where values become markers, so that they are found elsewhere too.</param>
internal sealed class CookieProvenance(CookieGuard guard, MarkerBook book)
{
    private const int MinGuarded = 6;
    private const int MinOther = 10;
    private const int MaxValues = 100_000;

    /// <summary>Told apart; a site that makes up names must not fill memory. Guarded ones have room always.</summary>
    private const int MaxNames = 1_000;

    /// <summary>Exchanges that are kept as evidence.</summary>
    private const int MaxSources = 2048;

    /// <summary>Of one name and account, the last: older ones of a cookie that is new in every response are only told by who issued them.</summary>
    private const int MarkersEach = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Name, string Value), Issue> _issues = [];
    private readonly Queue<(string Name, string Value)> _order = new();
    private readonly Queue<Issue> _withSource = new();
    private readonly Dictionary<string, List<Issue>> _single = new(StringComparer.Ordinal);
    private readonly HashSet<(string Name, string Value)> _everybodys = [];
    private readonly HashSet<string> _various = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, string Account), Queue<Marker>> _markers = [];
    private readonly Dictionary<string, string> _sent = new(StringComparer.Ordinal);

    /// <summary>Learns what an account brought, and looks at what it is given.</summary>
    public void Inspect(Exchange exchange, ref List<Sighting>? sightings)
    {
        foreach (var field in exchange.RequestHeaders)
        {
            if (field.Is("Cookie")) NoteBrought(exchange.Account, field.Value);
        }

        foreach (var field in exchange.Headers)
        {
            if (field.Is("Set-Cookie") && SetCookie.Parse(field.Value) is { } cookie && !IsDeletion(cookie, exchange.At)) NoteIssued(exchange, cookie, ref sightings);
        }
    }

    public static bool IsDeletion(SetCookie cookie, DateTimeOffset now) =>
        cookie.Value.Length == 0 || cookie.MaxAge <= 0 || (cookie.MaxAge is null && cookie.Expires <= now);

    /// <summary>Takes in values that the site gives to everybody who comes for the first time, such as a session without anything in it that is in the cookie itself.</summary>
    public void Share(IEnumerable<(string Name, string Value)> values)
    {
        lock (_gate)
        {
            foreach (var value in values)
            {
                if (!_everybodys.Add(value)) continue;
                // The first visit has made it somebody's.
                _issues.Remove(value);
                if (_single.TryGetValue(value.Name, out var issues) && issues.RemoveAll(issue => issue.Value == value.Value) > 0 && issues.Count == 0) _single.Remove(value.Name);
                book.Exclude(value.Value, "everybody is given it who comes for the first time");
            }
        }
    }

    /// <summary>Takes in what is in a jar before anything was sent.</summary>
    public void NoteJar(Account account)
    {
        lock (_gate)
        {
            foreach (var cookie in account.Jar.All) Known(account.Name, cookie.Name, cookie.Value, null);
        }
    }

    /// <summary>Takes in names that were found to carry a session, with what is known of them already.</summary>
    public void Guard(IReadOnlyCollection<string> names)
    {
        lock (_gate)
        {
            guard.Add(names);
            foreach (var issue in _issues.Values)
            {
                if (guard.IsGuarded(issue.Name)) Mark(issue);
            }
        }
    }

    private void NoteBrought(string account, string header)
    {
        lock (_gate)
        {
            // The same as last time, mostly.
            if (_sent.TryGetValue(account, out var last) && last == header) return;
            _sent[account] = header;
            foreach (var pair in header.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var split = pair.IndexOf('=', StringComparison.Ordinal);
                if (split > 0) Known(account, pair[..split], pair[(split + 1)..], null);
            }
        }
    }

    private void NoteIssued(Exchange exchange, SetCookie cookie, ref List<Sighting>? sightings)
    {
        if (guard.IsShared(cookie.Name)) return;
        lock (_gate)
        {
            if (_everybodys.Contains((cookie.Name, cookie.Value))) return;
            if (!_issues.TryGetValue((cookie.Name, cookie.Value), out var issue))
            {
                Known(exchange.Account, cookie.Name, cookie.Value, exchange, ref sightings);
                return;
            }

            if (issue.Owner == exchange.Account)
            {
                SetSource(issue, exchange);
                return;
            }

            if (!IsTelling(issue)) return;
            if (!guard.IsGuarded(issue.Name) && !_various.Contains(issue.Name))
            {
                // Nobody had another value so far: it may be the same for all. Should that change, this was one.
                if (issue.Pending.Count < 8) issue.Pending.Add(exchange.Slim());
                return;
            }

            (sightings ??= []).Add(Sight(issue, exchange));
        }
    }

    private void Known(string account, string name, string value, Exchange? source)
    {
        List<Sighting>? ignored = null;
        Known(account, name, value, source, ref ignored);
    }

    private void Known(string account, string name, string value, Exchange? source, ref List<Sighting>? sightings)
    {
        if (value.Length < MinGuarded || guard.IsShared(name) || _issues.ContainsKey((name, value)) || _everybodys.Contains((name, value))) return;
        if (_single.Count + _various.Count >= MaxNames && !_various.Contains(name) && !_single.ContainsKey(name) && !guard.IsGuarded(name)) return;
        var issue = new Issue(account, name, value);
        _issues.Add((name, value), issue);
        _order.Enqueue((name, value));
        if (_order.Count > MaxValues)
        {
            _issues.Remove(_order.Dequeue());
            // It may be one that somebody still brings: what is brought next is taken in anew, before another is given it.
            _sent.Clear();
        }

        if (source is not null) SetSource(issue, source);
        if (_various.Contains(name) || guard.IsGuarded(name))
        {
            Mark(issue);
            return;
        }

        if (!_single.TryGetValue(name, out var first))
        {
            _single[name] = [issue];
            return;
        }

        // A second value: the name tells people apart, and did so from the beginning.
        _various.Add(name);
        _single.Remove(name);
        foreach (var known in first)
        {
            Mark(known);
            foreach (var pending in known.Pending) (sightings ??= []).Add(Sight(known, pending));
            known.Pending.Clear();
        }

        Mark(issue);
    }

    private bool IsTelling(Issue issue) =>
        guard.IsGuarded(issue.Name) ? issue.Value.Length >= MinGuarded : issue.Value.Length >= MinOther && RandomText.Is(issue.Value);

    private void Mark(Issue issue)
    {
        if (!IsTelling(issue)) return;
        var marker = new Marker(issue.Owner, $"cookie {issue.Name}", issue.Value, MarkerOrigin.Cookie);
        if (book.Add(marker) is not null) return;
        var key = (issue.Name, issue.Owner);
        if (!_markers.TryGetValue(key, out var markers)) _markers[key] = markers = new Queue<Marker>();
        markers.Enqueue(marker);
        if (markers.Count > MarkersEach) book.Remove(markers.Dequeue());
    }

    private void SetSource(Issue issue, Exchange exchange)
    {
        if (issue.Source is null)
        {
            _withSource.Enqueue(issue);
            if (_withSource.Count > MaxSources) _withSource.Dequeue().Source = null;
        }

        issue.Source = exchange.Slim();
    }

    private static Sighting Sight(Issue issue, Exchange received) => new(CheckKind.ForeignCookie, Severity.Leak, received)
    {
        Owner = issue.Owner,
        Secret = SecretName.Of(issue.Owner, $"cookie {issue.Name}", issue.Value),
        Place = "header Set-Cookie",
        Source = issue.Source,
        Words = $"{received.Account} was given the value of the cookie {issue.Name} that {issue.Owner} was given before",
        Detail = $"cookie {issue.Name}",
    };

    private sealed class Issue(string owner, string name, string value)
    {
        public string Owner => owner;

        public string Name => name;

        public string Value => value;

        /// <summary>The owner's last exchange that issued it; null when it was brought, or long ago.</summary>
        public Exchange? Source { get; set; }

        public List<Exchange> Pending { get; } = [];
    }
}
