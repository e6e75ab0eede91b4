using Cloakroom.Probe.Markers;

namespace Cloakroom.Probe.Checks;

/// <summary>Values of cookies that are searched everywhere: the last few of each name and account. Guarded by the lock of <see cref="CookieProvenance"/>.</summary>
internal sealed class CookieMarkers(MarkerBook book)
{
    /// <summary>Of one name and account, the last: older ones of a cookie that is new in every response are only told by who issued them.</summary>
    private const int Each = 16;

    /// <summary>The same when there is no room.</summary>
    private const int EachWhenFull = 2;

    /// <summary>In all forms in which they are searched: about 64 MB.</summary>
    private const long MaxBytes = 64 * 1024 * 1024;

    private readonly Dictionary<(string Name, string Account), Queue<Marker>> _markers = [];
    private long _bytes;

    /// <summary>Then there is room for fewer of each name, and for those of the session alone.</summary>
    public bool IsFull => _bytes > MaxBytes;

    public void Add(CookieIssue issue)
    {
        var most = IsFull ? EachWhenFull : Each;
        var marker = new Marker(issue.Owner, $"cookie {issue.Name}", issue.Value, MarkerOrigin.Cookie);
        if (book.Add(marker) is not null) return;
        var key = (issue.Name, issue.Owner);
        if (!_markers.TryGetValue(key, out var markers)) _markers[key] = markers = new Queue<Marker>();
        markers.Enqueue(marker);
        _bytes += BytesOf(marker);
        while (markers.Count > most) TakeOut(markers.Dequeue());
    }

    /// <summary>Takes out all of that name, whoever has them.</summary>
    public void Remove(string name)
    {
        foreach (var (key, markers) in _markers.Where(one => one.Key.Name == name).ToArray())
        {
            _markers.Remove(key);
            foreach (var marker in markers) TakeOut(marker);
        }
    }

    private void TakeOut(Marker marker)
    {
        _bytes -= BytesOf(marker);
        book.Remove(marker);
    }

    private static long BytesOf(Marker marker) => 2_000 + 40L * marker.Value.Length;
}
