using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Cloakroom.Replay.Harness;

/// <summary>
/// Who is who, known to the harness alone. Reads every answer that a user gets, headers and body, for the markers of
/// anybody else and for cookie values that were issued to anybody else. Each is exact: there is no threshold.
/// </summary>
internal sealed class GroundTruth
{
    /// <summary>By which the application's end of the harness knows whose browser a request is from. Nothing between them knows of it.</summary>
    public const string BrowserHeader = "X-Replay-Browser";

    private readonly FrozenDictionary<string, VirtualUser> _ownerByMarker;
    private readonly SearchValues<string> _markers;
    private readonly ConcurrentDictionary<string, VirtualUser> _ownerByCookie = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(VirtualUser Holder, string Cookie), VirtualUser> _given = new();
    private readonly ConcurrentDictionary<(string Owner, string Receiver), string> _pairs = new();
    private readonly ConcurrentDictionary<int, int> _statuses = new();

    public GroundTruth(IReadOnlyList<VirtualUser> users)
    {
        _ownerByMarker = users
            .SelectMany(user => user.Member.Markers.Select(marker => (marker, user)))
            .ToFrozenDictionary(m => m.marker, m => m.user, StringComparer.Ordinal);
        _markers = SearchValues.Create([.. _ownerByMarker.Keys], StringComparison.Ordinal);
    }

    /// <summary>How many users' session, identity or data reached somebody else.</summary>
    public int ExposedUsers => _pairs.Keys.Select(pair => pair.Owner).Distinct(StringComparer.Ordinal).Count();

    /// <summary>How many distinct (owner, receiver) there are.</summary>
    public int Pairs => _pairs.Count;

    /// <summary>Where each pair was seen first, for a person who looks into it. Public ids and paths only.</summary>
    public IReadOnlyDictionary<(string Owner, string Receiver), string> Evidence => _pairs;

    /// <summary>How often each status came, 0 for answers that never came: for a person who looks into a run.</summary>
    public IReadOnlyDictionary<int, int> Statuses => _statuses;

    /// <summary>Counts an answer that did not come.</summary>
    public void ObserveLost() => _statuses.AddOrUpdate(0, 1, (_, n) => n + 1);

    /// <summary>Looks at what a user got.</summary>
    /// <returns>True when something in it is somebody else's.</returns>
    public bool Observe(VirtualUser receiver, Exchange exchange)
    {
        _statuses.AddOrUpdate((int)exchange.Status!, 1, (_, n) => n + 1);
        var foreign = false;
        foreach (var header in exchange.Headers) foreign |= Scan(receiver, header, exchange.Path, "header");
        foreach (var cookie in exchange.SetCookies) foreign |= Trace(receiver, cookie, exchange.Path);
        return foreign | Scan(receiver, exchange.Body, exchange.Path, "body");
    }

    /// <summary>Looks at whom the application takes a request for, which may write under that name without anything of it being seen in the answer.</summary>
    /// <param name="subject">Who it is to the application.</param>
    /// <param name="browser">Of the request, from <see cref="BrowserHeader"/>.</param>
    public void ObserveServed(string subject, string browser)
    {
        if (subject != browser && _ownerByMarker.TryGetValue(subject, out var owner)) _pairs.TryAdd((owner.Member.Id, browser), "served as them");
    }

    private bool Scan(VirtualUser receiver, string text, string path, string place)
    {
        var foreign = false;
        var rest = text.AsSpan();
        while (rest.IndexOfAny(_markers) is >= 0 and var at)
        {
            var owner = _ownerByMarker[rest.Slice(at, Member.MarkerLength).ToString()];
            foreign |= Record(owner, receiver, $"{place} of {path}");
            rest = rest[(at + Member.MarkerLength)..];
        }

        return foreign;
    }

    // Whoever got a value first is whom it was issued to; unless their cookie of that name was another's already, of whom this is then the renewal. Signing in makes
    // it their own again. Short values are flags and deletions, which belong to nobody.
    private bool Trace(VirtualUser receiver, string setCookie, string path)
    {
        if (setCookie.Split(';', 2)[0].Split('=', 2) is not [var name, { Length: >= 16 } value]) return false;
        if (path == VirtualUser.SignInPath) _given.TryRemove((receiver, name), out _);
        var owner = _ownerByCookie.GetOrAdd(value, _given.GetValueOrDefault((receiver, name), receiver));
        if (ReferenceEquals(owner, receiver)) return false;
        _given[(receiver, name)] = owner;
        return Record(owner, receiver, $"Set-Cookie of {path}");
    }

    private bool Record(VirtualUser owner, VirtualUser receiver, string evidence)
    {
        if (ReferenceEquals(owner, receiver)) return false;
        _pairs.TryAdd((owner.Member.Id, receiver.Member.Id), evidence);
        return true;
    }
}
