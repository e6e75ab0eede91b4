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

    /// <summary>Of all values that are known, as they are kept: about 32 MB. Beyond it the oldest go.</summary>
    private const long MaxValueBytes = 32 * 1024 * 1024;

    /// <summary>Exchanges that are kept as evidence, and what they take: about 32 MB.</summary>
    private const int MaxSources = 2048;
    private const long MaxSourceBytes = 32 * 1024 * 1024;

    /// <summary>Of exchanges that may turn out to be evidence: about 8 MB. What comes then is not kept.</summary>
    private const long MaxPendingBytes = 8 * 1024 * 1024;

    private const int MaxEverybodys = 10_000;

    /// <summary>Values that came again elsewhere, until a name is known to have a few for all: one may be what an empty session looks like.</summary>
    private const int NeededToBeFew = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Name, string Value), CookieIssue> _issues = [];
    private readonly Queue<(string Name, string Value)> _order = new();
    private readonly Queue<(CookieIssue Issue, long Bytes)> _withSource = new();
    private readonly Dictionary<string, List<CookieIssue>> _single = new(StringComparer.Ordinal);
    private readonly HashSet<(string Name, string Value)> _everybodys = [];
    private readonly HashSet<string> _various = new(StringComparer.Ordinal);
    private readonly CookieMarkers _markers = new(book);
    private readonly Dictionary<string, string> _sent = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, string Account), string> _last = [];
    private readonly Dictionary<string, HashSet<string>> _again = new(StringComparer.Ordinal);
    private readonly HashSet<string> _few = new(StringComparer.Ordinal);
    private long _valueBytes;
    private long _sourceBytes;
    private long _pendingBytes;
    private long _forgotten;

    /// <summary>Values that there was no room for any more: who gets one of them from now on is taken for its owner.</summary>
    public long Forgotten => Interlocked.Read(ref _forgotten);

    /// <summary>Learns what an account brought, and looks at what it is given.</summary>
    public void Inspect(Exchange exchange, ref List<Sighting>? sightings)
    {
        foreach (var field in exchange.RequestHeaders)
        {
            if (field.Is("Cookie")) NoteBrought(exchange.Account, field.Value);
        }

        foreach (var field in exchange.Headers)
        {
            if (field.Is("Set-Cookie") && SetCookie.Parse(field.Value) is { } cookie && !cookie.IsDeletion(exchange.At)) NoteIssued(exchange, cookie, ref sightings);
        }
    }

    /// <summary>Takes in values that the site gives to everybody who comes for the first time, such as a session without anything in it that is in the cookie itself.</summary>
    public void Share(IEnumerable<(string Name, string Value)> values)
    {
        lock (_gate)
        {
            // Those who came before do not come again, so nobody can be given what is theirs: what comes again is no person's.
            foreach (var issue in _issues.Values) issue.IsVisitors |= issue.Owner == Account.Anonymous;
            foreach (var value in values)
            {
                if (_everybodys.Count >= MaxEverybodys) _everybodys.Clear();
                if (!_everybodys.Add(value)) continue;
                // The first visit has made it somebody's.
                if (_issues.Remove(value, out var shared))
                {
                    _valueBytes -= BytesOf(value);
                    _pendingBytes -= shared.Pending.Sum(pending => pending.Bytes());
                    shared.Pending.Clear();
                }

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
    /// <returns>Those that do: not those of which the site has a few values for all, such as the names of its servers.</returns>
    public IReadOnlyList<string> Guard(IReadOnlyCollection<string> names)
    {
        lock (_gate)
        {
            names = [.. names.Where(name => guard.IsGuarded(name) || !(_few.Contains(name) || guard.IsShared(name)))];
            guard.Add(names);
            foreach (var issue in _issues.Values)
            {
                if (guard.IsGuarded(issue.Name)) Mark(issue);
            }

            return [.. names];
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
                NoteLast(exchange.Account, cookie);
                // Somebody else was given it before it was stored, or kept for the next.
                if (exchange.Request.Cookies == CookieKeeping.Never || CacheSigns.Of(exchange).IsHit)
                    Doubt(exchange, cookie);
                return;
            }

            var isGuarded = guard.IsGuarded(issue.Name);
            var isElsewhere = !isGuarded && CameAgainElsewhere(issue, exchange);
            NoteLast(exchange.Account, cookie);
            if (issue.Owner == exchange.Account)
            {
                issue.NoteIssuedAt(exchange.Url);
                SetSource(issue, exchange);
                if (issue.IsInDoubt) exchange.Doubt(cookie);
                return;
            }

            // A stored response is given out where it was stored. What is no session's and comes elsewhere is given to many by the site itself.
            if (isElsewhere || (!isGuarded && _few.Contains(issue.Name)) || !IsTelling(issue)) return;
            if (!isGuarded && !_various.Contains(issue.Name))
            {
                // Nobody had another value so far: it may be the same for all. Should that change, this was one.
                if (issue.Pending.Count < 8) Wait(issue, exchange.Slim());
                return;
            }

            (sightings ??= []).Add(Sight(issue, exchange));
        }
    }

    private void Doubt(Exchange exchange, SetCookie cookie)
    {
        exchange.Doubt(cookie);
        if (_issues.TryGetValue((cookie.Name, cookie.Value), out var issue)) issue.IsInDoubt = true;
    }

    /// <summary>Whether somebody who did not bring a value, and had another one or none, is given it at another address than the first: then it is one of a few that the site has for all.</summary>
    private bool CameAgainElsewhere(CookieIssue issue, Exchange exchange)
    {
        if (!issue.WasIssued || (!issue.IsVisitors && issue.WasIssuedAt(exchange.Url))) return false;
        if (issue.Owner == exchange.Account && !issue.IsVisitors && _last.GetValueOrDefault((issue.Name, exchange.Account)) == issue.Value) return false;
        if (IsBrought(issue, exchange) || CacheSigns.Of(exchange).IsHit) return false;
        if (!_again.TryGetValue(issue.Name, out var again))
        {
            if (_again.Count >= MaxNames) return true;
            _again[issue.Name] = again = new HashSet<string>(StringComparer.Ordinal);
        }

        if (again.Count < NeededToBeFew && again.Add(issue.Value) && again.Count == NeededToBeFew) NoteFew(issue.Name);
        return true;
    }

    private void NoteFew(string name)
    {
        _few.Add(name);
        _markers.Remove(name);
    }

    private static bool IsBrought(CookieIssue issue, Exchange exchange)
    {
        foreach (var field in exchange.RequestHeaders)
        {
            if (field.Is("Cookie") && field.Value.Contains($"{issue.Name}={issue.Value}", StringComparison.Ordinal)) return true;
        }

        return false;
    }

    private void NoteLast(string account, SetCookie cookie)
    {
        if (guard.IsGuarded(cookie.Name) || _few.Contains(cookie.Name)) return;
        if (_last.Count >= MaxNames && !_last.ContainsKey((cookie.Name, account))) _last.Clear();
        _last[(cookie.Name, account)] = cookie.Value;
    }

    private void Wait(CookieIssue issue, Exchange exchange)
    {
        if (_pendingBytes + exchange.Bytes() > MaxPendingBytes)
        {
            _forgotten++;
            return;
        }

        _pendingBytes += exchange.Bytes();
        issue.Pending.Add(exchange);
    }

    private static long BytesOf((string Name, string Value) value) => 300 + 2L * (value.Name.Length + value.Value.Length);

    private void Known(string account, string name, string value, Exchange? source)
    {
        List<Sighting>? ignored = null;
        Known(account, name, value, source, ref ignored);
    }

    private void Known(string account, string name, string value, Exchange? source, ref List<Sighting>? sightings)
    {
        if (value.Length < MinGuarded || guard.IsShared(name) || _issues.ContainsKey((name, value)) || _everybodys.Contains((name, value))) return;
        if (_single.Count + _various.Count >= MaxNames && !_various.Contains(name) && !_single.ContainsKey(name) && !guard.IsGuarded(name)) return;
        var issue = new CookieIssue(account, name, value, source);
        if (source is not null) issue.NoteIssuedAt(source.Url);
        _issues.Add((name, value), issue);
        _order.Enqueue((name, value));
        _valueBytes += BytesOf((name, value));
        while (_order.Count > MaxValues || _valueBytes > MaxValueBytes) Forget(_order.Dequeue());

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
            foreach (var pending in known.Pending)
            {
                _pendingBytes -= pending.Bytes();
                (sightings ??= []).Add(Sight(known, pending));
            }

            known.Pending.Clear();
        }

        Mark(issue);
    }

    private void Forget((string Name, string Value) value)
    {
        if (!_issues.Remove(value)) return;
        _valueBytes -= BytesOf(value);
        _forgotten++;
        // It may be one that somebody still brings: what is brought next is taken in anew, before another is given it.
        _sent.Clear();
    }

    private bool IsTelling(CookieIssue issue) =>
        guard.IsGuarded(issue.Name) ? issue.Value.Length >= MinGuarded : issue.Value.Length >= MinOther && RandomText.Is(issue.Value);

    private void Mark(CookieIssue issue)
    {
        if (!IsTelling(issue) || _few.Contains(issue.Name)) return;
        if (_markers.IsFull && !guard.IsGuarded(issue.Name)) _forgotten++;
        else _markers.Add(issue);
    }

    private void SetSource(CookieIssue issue, Exchange exchange)
    {
        var slim = exchange.Slim();
        if (issue.Source is null)
        {
            // Later ones of the same issue take about as much.
            var bytes = slim.Bytes();
            _withSource.Enqueue((issue, bytes));
            _sourceBytes += bytes;
            while (_withSource.Count > MaxSources || _sourceBytes > MaxSourceBytes)
            {
                var (oldest, freed) = _withSource.Dequeue();
                oldest.Source = null;
                _sourceBytes -= freed;
            }
        }

        issue.Source = slim;
    }

    private static Sighting Sight(CookieIssue issue, Exchange received)
    {
        // Who had asked before its owner had it may as well be the one that it is for.
        issue.IsInDoubt |= received.Sent <= issue.FirstEnded;
        return new(CheckKind.ForeignCookie, Severity.Leak, received)
        {
            Owner = issue.Owner,
            Secret = SecretName.Of(issue.Owner, $"cookie {issue.Name}", issue.Value),
            Place = "header Set-Cookie",
            Source = issue.Source,
            Words = $"{received.Account} was given the value of the cookie {issue.Name} that {issue.Owner} was given before",
            Detail = $"cookie {issue.Name}",
        };
    }
}
