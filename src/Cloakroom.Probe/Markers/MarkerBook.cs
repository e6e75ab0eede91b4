using System.Buffers;
using System.Text;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Markers;

/// <summary>All markers of all accounts, and where any of them stands in a text, in whichever form. Grows while it is read.</summary>
internal sealed class MarkerBook
{
    /// <summary>Of texts that turned out to be nobody's: what is forgotten is found out again.</summary>
    private const int MaxNobodys = 50_000;

    /// <summary>In characters: 16 MB.</summary>
    private const long MaxNobodysLength = 8 * 1024 * 1024;

    private const int MaxWithdrawn = 1_000;

    private readonly NeedleIndex _index = new();
    private readonly Lock _writing = new();
    private readonly List<BookedMarker> _booked = [];
    private readonly Dictionary<string, BookedMarker> _byValue = new(StringComparer.Ordinal);
    private readonly HashSet<string> _nobodys = new(StringComparer.Ordinal);
    private readonly List<RefusedMarker> _withdrawn = [];
    private long _nobodysLength;
    private long _version;
    private int _retiredNeedles;

    /// <summary>Those in use.</summary>
    public IReadOnlyList<Marker> All
    {
        get
        {
            lock (_writing) return [.. _booked.Select(booked => booked.Marker)];
        }
    }

    /// <summary>Those that were in use until another account turned out to have the same, in order.</summary>
    public IReadOnlyList<RefusedMarker> Withdrawn
    {
        get
        {
            lock (_writing) return [.. _withdrawn];
        }
    }

    /// <summary>Goes up with every marker that comes in, so that what was clean for one version need not be for the next.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Takes a marker in.</summary>
    /// <returns>Why it cannot be used (too short to be nobody else's, or another account's as well); null when it can.</returns>
    public string? Add(Marker marker)
    {
        if (MarkerRules.Problem(marker.Value) is { } problem) return problem;
        // Outside the lock: it is most of the work.
        var forms = marker.Origin == MarkerOrigin.Cookie ? MarkerForms.OfCookie(marker.Value) : MarkerForms.Of(marker.Value);
        lock (_writing)
        {
            if (_nobodys.Contains(marker.Value)) return "more than one account has it";
            if (_byValue.TryGetValue(marker.Value, out var same) && same.Marker.Account == marker.Account) return null;
            if (Conflict(marker) is { } conflict) return conflict;
            var booked = new BookedMarker(marker) { NeedleCount = forms.Count };
            _booked.Add(booked);
            _byValue[marker.Value] = booked;
            foreach (var (bytes, form) in forms) _index.Add(bytes, new MarkerNeedle(booked, form));
            Volatile.Write(ref _version, _version + 1);
            return null;
        }
    }

    /// <summary>Takes a marker out, such as a session cookie's value that has been replaced many times since.</summary>
    public void Remove(Marker marker)
    {
        lock (_writing)
        {
            if (_byValue.TryGetValue(marker.Value, out var booked) && booked.Marker == marker) Retire(booked);
        }
    }

    /// <summary>Takes a text out for good, whoever has it: anonymous visitors and all accounts get it.</summary>
    public void Exclude(string value, string why)
    {
        lock (_writing)
        {
            NoteNobodys(value);
            if (_byValue.TryGetValue(value, out var booked)) Withdraw(booked, why);
        }
    }

    /// <summary>A book of its own of those that are no values of cookies.</summary>
    public static MarkerBook WithoutCookies(IEnumerable<Marker> markers)
    {
        var book = new MarkerBook();
        foreach (var marker in markers.Where(marker => marker.Origin != MarkerOrigin.Cookie)) book.Add(marker);
        return book;
    }

    /// <summary>Looks for all markers in headers and body.</summary>
    public MarkerScan Scan(Exchange exchange)
    {
        var (hasOwn, foreign) = ScanHeaders(exchange.Headers, exchange.Account);
        var body = ScanBody(exchange.Body.Span, exchange.Account);
        return new MarkerScan(hasOwn || body.HasOwn, foreign.Count == 0 ? body.Foreign : body.Foreign.Count == 0 ? foreign : [.. foreign, .. body.Foreign]);
    }

    public MarkerScan ScanBody(ReadOnlySpan<byte> body, string receiver) => Scan(body, receiver, null);

    public MarkerScan ScanHeaders(IReadOnlyList<HeaderField> headers, string receiver)
    {
        var hasOwn = false;
        List<MarkerHit>? foreign = null;
        for (var i = 0; i < headers.Count; i++)
        {
            var scan = ScanText(headers[i].Value, receiver, headers[i].Name);
            hasOwn |= scan.HasOwn;
            if (scan.Foreign.Count != 0) (foreign ??= []).AddRange(scan.Foreign);
        }

        return new MarkerScan(hasOwn, foreign ?? (IReadOnlyList<MarkerHit>)[]);
    }

    /// <summary>Looks in a text of a header or an address, whether it was read as Latin-1 or as UTF-8.</summary>
    public MarkerScan ScanText(string text, string receiver, string? header)
    {
        if (text.Length < MarkerForms.MinLength) return MarkerScan.Nothing;
        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            // One byte a character gives back what was sent when it was read as Latin-1, which UTF-8 then is as well.
            var isLatin = !text.AsSpan().ContainsAnyExceptInRange('\0', '\xff');
            var length = (isLatin ? Encoding.Latin1 : Encoding.UTF8).GetBytes(text, rented);
            return Scan(rented.AsSpan(0, length), receiver, header);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private MarkerScan Scan(ReadOnlySpan<byte> text, string receiver, string? header)
    {
        var sink = new MarkerSink(text, receiver, header);
        _index.Find(text, ref sink);
        return sink.Foreign is null ? sink.HasOwn ? new MarkerScan(true, []) : MarkerScan.Nothing : new MarkerScan(sink.HasOwn, sink.Foreign);
    }

    /// <summary>What speaks against it in the markers of others. Where the others' are no longer safe either, or not as certain, they go.</summary>
    private string? Conflict(Marker marker)
    {
        List<(BookedMarker Booked, string Why)> unsafeNow = [];
        foreach (var booked in _booked)
        {
            var other = booked.Marker;
            if (other.Account == marker.Account) continue;
            if (other.Value == marker.Value)
            {
                if (Certainty(marker) < Certainty(other) || marker.Origin == MarkerOrigin.Cookie) return $"{other.Account} has it as well, as {other.Label}";
                unsafeNow.Add((booked, $"{marker.Account} has it as well, as {marker.Label}"));
            }
            else if (other.Value.Contains(marker.Value, StringComparison.Ordinal))
            {
                return $"it is part of {other.Account}'s {other.Label}";
            }
            else if (marker.Value.Contains(other.Value, StringComparison.Ordinal))
            {
                if (Certainty(marker) < Certainty(other)) return $"{other.Account}'s {other.Label} is part of it";
                unsafeNow.Add((booked, $"it is part of {marker.Account}'s {marker.Label}"));
            }
        }

        string? refusal = null;
        foreach (var (booked, why) in unsafeNow)
        {
            var isSame = booked.Marker.Value == marker.Value;
            if (isSame && Certainty(marker) == Certainty(booked.Marker))
            {
                NoteNobodys(marker.Value);
                refusal = $"{booked.Marker.Account} has it as well, as {booked.Marker.Label}";
            }

            Withdraw(booked, why);
        }

        return refusal;
    }

    // What the scenario says is true; what was found may be what a cache has mixed up.
    private static int Certainty(Marker marker) => marker.Origin switch
    {
        MarkerOrigin.Given or MarkerOrigin.Planted => 2,
        MarkerOrigin.Cookie => 1,
        _ => 0,
    };

    private void Withdraw(BookedMarker booked, string why)
    {
        Retire(booked);
        if (_withdrawn.Count >= MaxWithdrawn) _withdrawn.RemoveAt(0);
        _withdrawn.Add(new RefusedMarker(booked.Marker, why));
    }

    private void NoteNobodys(string value)
    {
        if (_nobodys.Count >= MaxNobodys || _nobodysLength > MaxNobodysLength)
        {
            _nobodys.Clear();
            _nobodysLength = 0;
        }

        if (_nobodys.Add(value)) _nobodysLength += value.Length;
    }

    private void Retire(BookedMarker booked)
    {
        booked.Retire();
        _booked.Remove(booked);
        _byValue.Remove(booked.Marker.Value);
        _retiredNeedles += booked.NeedleCount;
        if (_retiredNeedles <= _index.Count / 2) return;
        _index.Compact();
        _retiredNeedles = 0;
    }
}

/// <param name="Marker">Which.</param>
/// <param name="Why">In words without its value.</param>
internal sealed record RefusedMarker(Marker Marker, string Why);
