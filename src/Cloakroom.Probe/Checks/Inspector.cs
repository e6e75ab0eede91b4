using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Checks;

/// <summary>All checks on every response. One for a run; knows what it has seen, within bounds.</summary>
internal sealed class Inspector : IInspector
{
    private readonly MarkerBook _book;
    private readonly IdentityOracle _oracle;
    private readonly CookieGuard _guard;
    private readonly CookieProvenance _cookies;
    private readonly StaticRoutes _static;
    private readonly NonceBook _nonces;
    private readonly RecentExchanges _recent = new();

    /// <param name="options">What the scenario says.</param>
    /// <param name="book">Of markers; cookies' values are added to it.</param>
    /// <param name="oracle">Whom a response says one is; its counts are kept here.</param>
    public Inspector(InspectorOptions options, MarkerBook book, IdentityOracle oracle)
    {
        _book = book;
        _oracle = oracle;
        _guard = new CookieGuard(options.Scenario.SessionCookies, options.Scenario.SharedCookies);
        _cookies = new CookieProvenance(_guard, book);
        _static = new StaticRoutes(options.Scenario.Static);
        _nonces = new NonceBook(new NonceReader(options.NonceHeaders));
    }

    /// <summary>Takes in what is in an account's jar before anything was sent.</summary>
    public void NoteJar(Account account) => _cookies.NoteJar(account);

    /// <summary>Takes in values of cookies that everybody is given who comes for the first time.</summary>
    public void Share(IEnumerable<(string Name, string Value)> values) => _cookies.Share(values);

    /// <summary>Takes in names of cookies that were found to carry a session.</summary>
    /// <returns>Those that are taken for it.</returns>
    public IReadOnlyList<string> Guard(IReadOnlyCollection<string> names) => _cookies.Guard(names);

    /// <summary>Values of cookies that there was no room for any more.</summary>
    public long ForgottenCookies => _cookies.Forgotten;

    /// <summary>Values that are new in every response, and that there was no room for any more.</summary>
    public long ForgottenNonces => _nonces.Forgotten;

    public IReadOnlyList<Sighting> Inspect(Exchange exchange)
    {
        List<Sighting>? sightings = null;
        _cookies.Inspect(exchange, ref sightings);
        if (exchange.Headers.Count == 0 && exchange.Body.IsEmpty) return sightings ?? (IReadOnlyList<Sighting>)[];

        // Before the scan: a marker that comes in meanwhile is not in what was scanned.
        var version = _book.Version;
        var headers = _book.ScanHeaders(exchange.Headers, exchange.Account);
        var isClean = _recent.WasClean(exchange, version, out var hasOwn);
        var body = isClean ? new MarkerScan(hasOwn, []) : _book.ScanBody(exchange.Body.Span, exchange.Account);
        if (headers.Foreign.Count + body.Foreign.Count != 0) Judge(exchange, headers, body, ref sightings);

        var identity = _oracle.Look(exchange);
        _oracle.Count(exchange.Account, identity.Verdict);
        // Who comes with a session that is over may be told so, in the place of the name.
        if (identity.Verdict == IdentityVerdict.Another || (identity.Verdict == IdentityVerdict.Stranger && exchange.Request.Tactic != Tactic.SignedOut)) (sightings ??= []).Add(WrongIdentity(exchange, identity));

        var isLeak = sightings is not null;
        // A new visitor is given a session of their own everywhere; that says nothing about the page.
        var isPersonal = (headers.HasOwn && exchange.Account != Account.Anonymous) || body.HasOwn || identity.Verdict == IdentityVerdict.Oneself;
        CheckStorability(exchange, isPersonal, ref sightings);
        if (_nonces.Inspect(exchange) is var (kind, first)) (sightings ??= []).Add(Replayed(exchange, kind, first, isPersonal || isLeak));

        if (!isLeak && body.Foreign.Count == 0) _recent.Keep(exchange, version, body.HasOwn);
        return sightings ?? (IReadOnlyList<Sighting>)[];
    }

    private void Judge(Exchange exchange, MarkerScan headers, MarkerScan body, ref List<Sighting>? sightings)
    {
        foreach (var hit in headers.Foreign.Concat(body.Foreign))
        {
            // What one sends, one may get back: an address that has another's id in it proves nothing.
            if (IsInRequest(exchange, hit.Marker)) continue;
            var isCookie = hit.Marker.Origin == MarkerOrigin.Cookie && string.Equals(hit.Header, "Set-Cookie", StringComparison.OrdinalIgnoreCase);
            // Whose a value is that comes in its own field, its provenance knows; what carries no session may be for many.
            if (isCookie && !_guard.IsGuarded(hit.Marker.Label["cookie ".Length..])) continue;
            // Its provenance has told it already.
            if (isCookie && sightings is not null && sightings.Exists(one => one.Received == exchange && one.Owner == hit.Marker.Account && one.Detail == hit.Marker.Label)) continue;
            (sightings ??= []).Add(Foreign(exchange, hit, isCookie));
        }
    }

    private Sighting Foreign(Exchange exchange, MarkerHit hit, bool isCookie) => new(isCookie ? CheckKind.ForeignCookie : CheckKind.ForeignMarker, Severity.Leak, exchange)
    {
        Owner = hit.Marker.Account,
        Secret = SecretName.Of(hit.Marker.Account, hit.Marker.Label, hit.Marker.Value),
        Place = hit.Place,
        Source = _recent.Find(hit.Marker.Account, exchange, one => Has(one, hit.Marker)),
        Words = $"{exchange.Account} got {hit.Marker.Account}'s {hit.Marker.Label}, {hit.Form.Words()}",
        // Whatever of a page leaks, the cause is one; of cookies each may be another's doing.
        Detail = hit.Marker.Origin == MarkerOrigin.Cookie ? hit.Marker.Label : hit.Header is null ? "body" : $"header {hit.Header}",
    };

    private Sighting WrongIdentity(Exchange exchange, IdentityLook identity) =>
        new(CheckKind.WrongIdentity, identity.Verdict == IdentityVerdict.Another ? Severity.Leak : Severity.Warning, exchange)
        {
            Owner = identity.Owner,
            Secret = identity.Text is { } text ? SecretName.Of(identity.Owner ?? "somebody", "identity", text) : null,
            Place = identity.Place,
            Source = identity.Owner is { } owner ? _recent.Find(owner, exchange, one => _oracle.Judge(one) == IdentityVerdict.Oneself) : null,
            Words = identity.Owner is { } other
                ? $"the page shows {exchange.Account} as {other}"
                : $"the page shows {exchange.Account} as somebody who is no account of this run",
            Detail = "identity",
        };

    private void CheckStorability(Exchange exchange, bool isPersonal, ref List<Sighting>? sightings)
    {
        var setsGuarded = GuardedCookie(exchange);
        if (setsGuarded is null && !isPersonal) return;
        var storability = Storability.Of(exchange);
        if (setsGuarded is not null && (storability.MayStore || _static.IsStatic(exchange)))
        {
            (sightings ??= []).Add(new Sighting(CheckKind.CookieOnCacheable, Severity.Warning, exchange)
            {
                Place = "header Set-Cookie",
                Words = storability.MayStore
                    ? $"the cookie {setsGuarded} is set on a response that a shared cache may store ({storability.Because})"
                    : $"the cookie {setsGuarded} is set on a static route",
                Detail = $"cookie {setsGuarded}",
            });
        }

        if (!isPersonal || !IsStorableKind(exchange)) return;
        var isKept = Storability.IsKeptFromOthers(exchange);
        if (isKept && !storability.MayStore) return;
        // Of every page there are a dozen. What forbids it on the page would on these; what a cache does with them shows when it is tried.
        if (exchange.Request.Tactic == Tactic.PathVariant && !storability.MayStore) return;
        (sightings ??= []).Add(new Sighting(CheckKind.PersonalStorable, !storability.MayStore && Storability.IsAskedForAgain(exchange) ? Severity.Note : Severity.Warning, exchange)
        {
            Owner = exchange.Account,
            Place = "header Cache-Control",
            Words = storability.MayStore
                ? $"a personal response may be stored by a shared cache ({storability.Because})"
                : "a personal response says neither no-store nor private",
            Detail = "personal",
        });
    }

    private static bool IsStorableKind(Exchange exchange) =>
        (exchange.Request.Method == HttpMethod.Get || exchange.Request.Method == HttpMethod.Head) && exchange.Status is >= 200 and < 500 and not 304;

    private string? GuardedCookie(Exchange exchange)
    {
        foreach (var field in exchange.Headers)
        {
            if (!field.Is("Set-Cookie")) continue;
            var end = field.Value.IndexOf('=', StringComparison.Ordinal);
            if (end <= 0 || !_guard.IsGuarded(field.Value[..end].Trim())) continue;
            if (SetCookie.Parse(field.Value) is { } cookie && !cookie.IsDeletion(exchange.At)) return cookie.Name;
        }

        return null;
    }

    private static Sighting Replayed(Exchange exchange, string kind, Exchange first, bool isPersonal) =>
        new(CheckKind.ReplayedNonce, isPersonal ? Severity.Warning : Severity.Note, exchange)
        {
            Owner = first.Account == exchange.Account ? null : first.Account,
            Place = kind.StartsWith("header ", StringComparison.Ordinal) ? kind : "body",
            Source = first,
            Words = $"the value of {kind} is new in every response, and this one was given to {first.Account} before: a stored response",
            Detail = kind,
        };

    private bool IsInRequest(Exchange exchange, Marker marker)
    {
        if (Holds(_book.ScanText(exchange.Url.OriginalString, "", "URL"), marker) || Holds(_book.ScanBody(exchange.Request.Body.Span, ""), marker)) return true;
        foreach (var field in exchange.RequestHeaders)
        {
            if (!field.Is("Cookie") && Holds(_book.ScanText(field.Value, "", field.Name), marker)) return true;
        }

        return false;
    }

    private bool Has(Exchange exchange, Marker marker) =>
        Holds(_book.ScanHeaders(exchange.Headers, ""), marker) || Holds(_book.ScanBody(exchange.Body.Span, ""), marker);

    private static bool Holds(MarkerScan scan, Marker marker)
    {
        foreach (var hit in scan.Foreign)
        {
            // A longer one of the same owner stands for those within it.
            if (hit.Marker == marker || (hit.Marker.Account == marker.Account && hit.Marker.Value.Contains(marker.Value, StringComparison.Ordinal))) return true;
        }

        return false;
    }
}
