using System.Text.RegularExpressions;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Findings;

/// <summary>Shows exchanges without their secrets: each stands as its name and digest, so that two occurrences can be proven equal. The only way from an exchange to a report.</summary>
internal sealed partial class Redaction
{
    private const int MaxExcerpt = 400;
    private const int MaxField = 800;
    private const int MaxFields = 100;

    /// <summary>Letters of a secret that may be left of it where a text is cut off. A longer one looks like one.</summary>
    private const int MaxHalf = 512;
    private const string Withheld = "‹withheld: it holds a secret in a form that is not known›";

    private readonly Dictionary<string, SecretName> _exact = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cookieNames;
    private readonly SecretText _known;
    private readonly Dictionary<SecretName, string> _names = [];

    /// <param name="forms">What the run knows.</param>
    /// <param name="exchanges">All that are to be shown, in any order: the cookies of one are secrets in the others.</param>
    /// <param name="cookieNames">More than those exchanges have. Applications put digests into names (DokuWiki, phpBB, WordPress), and no name gives anybody's session away.</param>
    public Redaction(ISecretForms forms, IEnumerable<Exchange> exchanges, IEnumerable<string>? cookieNames = null)
    {
        _cookieNames = new HashSet<string>(cookieNames ?? [], StringComparer.Ordinal);
        var cookies = new KnownSecrets();
        foreach (var exchange in exchanges.OrderBy(one => one.Number))
        {
            SecretFields.Collect(exchange, cookies);
            _cookieNames.UnionWith(SecretFields.CookieNames(exchange));
        }

        List<SecretForm> all = [.. forms.All(), .. cookies.All()];
        foreach (var form in all)
            _exact.TryAdd(form.Form, form.Name);
        _known = new SecretText(all);
    }

    [GeneratedRegex(
        """(?<key>[\w-]{0,24}(?:passw|passwd|secret|token|csrf|xsrf|session|(?<![a-z])sid(?![a-z])|api_?-?key|access_?-?key|credential|jwt|otp(?![a-z]))[\w-]{0,24})(?:["']?\s{0,3}[:=]\s{0,3}["']?|["']\s(?:type="hidden"\s)?(?:value|content)=["'])(?<v>[^\s"'<>&;,)}\]]{4,})""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedValue();

    [GeneratedRegex(@"(?<=[?&;])(?<key>[\w.\[\]-]*(?:pass|secret|token|csrf|xsrf|sess|sid|auth|key|code|state|sig|nonce|jwt|otp|mail|phone|user|ticket|hash)[\w.\[\]-]*)=(?<v>[^&;#\s""'<>]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex QueryValue();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]{1,64}(?:@|%40|&#64;|&commat;|\\u0040)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")]
    private static partial Regex Address();

    [GeneratedRegex("‹[^›]*›")]
    private static partial Regex Names();

    [GeneratedRegex(@"^[A-Za-z0-9_.-]+\.(?:m?js|css|map|png|svg|jpe?g|gif|webp|avif|ico|woff2?|ttf)$")]
    private static partial Regex AssetName();

    /// <summary>What stands for a secret. What it is called may have the site's words in it, the name of a cookie or the address of a page, and in them another secret.</summary>
    public string Shown(SecretName name)
    {
        if (_names.TryGetValue(name, out var shown))
            return shown;
        // Whoever comes by again meanwhile needs no more than this.
        _names[name] = (name with { Label = "secret" }).ToString();
        var pieces = Pieces(name.Label, guess: true);
        return _names[name] = pieces.Exists(piece => piece.IsName) || _known.IsIn(name.Label)
            ? (name with { Label = string.Concat(pieces.Select(piece => piece.IsName ? "…" : piece.Text)) is var label && !_known.IsIn(label) ? label : "secret" }).ToString()
            : name.ToString();
    }

    /// <summary>Any text, as one printable line.</summary>
    public string Text(string text) => Show(Pieces(text, guess: true));

    /// <summary>Without user and fragment.</summary>
    public string Url(Uri url) => Show([new(url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped), false), .. PathPieces(url.PathAndQuery)]);

    /// <summary>Path and query, with a host before it or without.</summary>
    public string Path(string pathAndQuery) => RoutePattern.PathAt(pathAndQuery) is > 0 and var at
        ? Show([new(pathAndQuery[..at], false), .. PathPieces(pathAndQuery[at..])])
        : Show(PathPieces(pathAndQuery));

    /// <summary><c>Name: value</c>.</summary>
    public string Field(HeaderField field) => Show(FieldPieces(field), MaxField);

    /// <param name="kept">What is shown.</param>
    /// <param name="source">The owner's exchange before it; null for that one itself, or when there was none.</param>
    /// <param name="secret">What the excerpt is to show; null to show what stands at the place.</param>
    /// <param name="gap">From the source's answer to this one's sending.</param>
    /// <param name="withExcerpt">Whether what was seen stands in the body.</param>
    public ExchangeReport Report(KeptExchange kept, KeptExchange? source, SecretName? secret, TimeSpan? gap, bool withExcerpt)
    {
        var exchange = kept.Exchange;
        return new ExchangeReport
        {
            Account = Plain.Line(exchange.Account),
            At = exchange.At,
            Method = exchange.Request.Method.Method,
            Url = Url(exchange.Url),
            Protocol = $"HTTP/{exchange.HttpVersion}",
            RequestHeaders = Fields(exchange.RequestHeaders),
            Status = exchange.Status,
            Headers = Fields(exchange.Headers),
            Milliseconds = Math.Round(exchange.Duration.TotalMilliseconds, 3),
            MillisecondsAfterSource = source is null ? null : Math.Round(gap!.Value.TotalMilliseconds, 3),
            BodyBytes = kept.BodyBytes,
            BodyDigest = kept.BodyDigest,
            BodyExcerpt = withExcerpt ? Excerpt(kept, secret) : "",
        };
    }

    private List<string> Fields(IReadOnlyList<HeaderField> fields)
    {
        var shown = fields.Take(MaxFields).Select(Field).ToList();
        if (fields.Count > MaxFields)
            shown.Add($"… and {fields.Count - MaxFields} more");
        return shown;
    }

    private string Excerpt(KeptExchange kept, SecretName? secret)
    {
        var pieces = Pieces(kept.Surroundings, guess: true);
        var dropped = DropHalves(pieces, kept);

        // In the owner's own page the same thing may stand elsewhere.
        var focus = 0;
        var seen = 0;
        var wanted = secret is null ? null : Shown(secret);
        var named = wanted is null ? -1 : pieces.FindIndex(piece => piece.IsName && piece.Text == wanted);
        foreach (var piece in pieces.Take(named < 0 ? pieces.Count : named))
        {
            if (named < 0 && seen >= kept.Focus - dropped)
                break;
            focus += piece.Text.Length;
            seen += piece.Text.Length;
        }

        // Only what is shown is read in all ways, with what it may have a half of: the surroundings are forty times as long.
        var at = named < 0 ? Math.Min(focus, kept.Focus - dropped) : focus;
        return _known.IsIn(Names().Replace(RedactedPiece.Cut(pieces, at, MaxExcerpt + (2 * MaxHalf)), "\u2039\u203a")) ? Withheld : RedactedPiece.Cut(pieces, at, MaxExcerpt);
    }

    /// <summary>Where the surroundings are cut off, half of a secret may be left, which nobody would know for one.</summary>
    /// <returns>How many letters went at the beginning.</returns>
    private static int DropHalves(List<RedactedPiece> pieces, KeptExchange kept)
    {
        var dropped = 0;
        if (kept.IsCutBefore && pieces is [{ IsName: false } first, ..])
        {
            dropped = Math.Min(MaxHalf, first.Text.Length);
            pieces[0] = new(first.Text[dropped..], false);
        }

        if (kept.IsCutAfter && pieces is [.., { IsName: false } last])
            pieces[^1] = new(last.Text[..Math.Max(0, last.Text.Length - MaxHalf)], false);
        return dropped;
    }

    private string Show(IReadOnlyList<RedactedPiece> pieces, int most = int.MaxValue)
    {
        if (_known.IsIn(RedactedPiece.Bare(pieces)))
            return Withheld;
        return RedactedPiece.Cut(pieces, 0, most);
    }

    private List<RedactedPiece> FieldPieces(HeaderField field)
    {
        List<RedactedPiece> pieces = [.. Pieces(field.Name, guess: true), new(": ", false)];
        if (field.Is("Cookie"))
        {
            var pairs = field.Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i < pairs.Length; i++)
            {
                if (i > 0)
                    pieces.Add(new("; ", false));
                AddCookie(pieces, pairs[i]);
            }
        }
        else if (field.Is("Set-Cookie"))
        {
            var semicolon = field.Value.IndexOf(';', StringComparison.Ordinal);
            AddCookie(pieces, semicolon < 0 ? field.Value : field.Value[..semicolon]);
            if (semicolon >= 0)
                pieces.AddRange(Pieces(field.Value[semicolon..], guess: true));
        }
        else if (SecretFields.Scheme(field) is { } scheme)
        {
            // Basic and Bearer say how, not who.
            pieces.Add(new(scheme, false));
            pieces.Add(Name("authorization", field.Value[scheme.Length..]));
        }
        else if (SecretFields.IsSecret(field.Name))
        {
            pieces.Add(Name("value", field.Value));
        }
        else
        {
            pieces.AddRange(Pieces(field.Value, guess: !SecretFields.IsPlain(field.Name)));
        }

        return pieces;
    }

    private void AddCookie(List<RedactedPiece> pieces, string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "" : pair[..equals].Trim();
        var value = equals < 0 ? pair : pair[(equals + 1)..].Trim();
        var shownName = Pieces(name, guess: false);
        pieces.AddRange(shownName);
        pieces.Add(new("=", false));
        if (value.Length > 0)
            pieces.Add(Name(name.Length == 0 || shownName.Any(piece => piece.IsName) ? "cookie" : $"cookie {Plain.Line(name)}", value));
    }

    private RedactedPiece Name(string label, string value) => new(Shown(_exact.GetValueOrDefault(value) ?? SecretName.Of("", label, value)), true);

    private List<RedactedPiece> PathPieces(string pathAndQuery)
    {
        var question = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? pathAndQuery : pathAndQuery[..question];
        var slash = path.LastIndexOf('/') + 1;
        var last = path[slash..];

        // A digest in the name of a script is no secret, and without it nobody finds the script.
        var isAsset = AssetName().IsMatch(last) && last.Split('.', '-', '_').All(part => part.Length <= 20);
        return [.. Pieces(path[..slash], guess: true), .. Pieces(last, guess: !isAsset), .. question < 0 ? [] : Pieces(pathAndQuery[question..], guess: true)];
    }

    private List<RedactedPiece> Pieces(string text, bool guess)
    {
        List<RedactedPiece> pieces = [new(text.Replace("\0", "", StringComparison.Ordinal), false)];
        pieces = Apply(pieces, one => _known.Find(one).Select(match => (match.From, match.To, match.Name)));
        if (!guess)
            return pieces;
        pieces = Apply(pieces, one => QueryValue().Matches(one).Concat(NamedValue().Matches(one)).OrderBy(match => match.Groups["v"].Index)
            .Where(match => match.Groups["v"].Value is not ("true" or "false" or "null" or "undefined" or "*"))
            .Select(match => Found(match.Groups["v"], "value")));
        pieces = Apply(pieces, one => Address().Matches(one).Select(match => Found(match, "address")));
        return Apply(pieces, one => TokenShape.Runs().Matches(one).Where(match => TokenShape.IsToken(match.Value) && !IsCookieName(match.Value)).Select(match => Found(match, "token")));
    }

    // The run takes in what ends a sentence, or stands between name and value.
    private bool IsCookieName(string run) => _cookieNames.Contains(run) || _cookieNames.Contains(run.TrimEnd('.', '='));

    private static (int From, int To, SecretName Name) Found(Capture match, string label) =>
        (match.Index, match.Index + match.Length, SecretName.Of("", label, match.Value));

    private List<RedactedPiece> Apply(List<RedactedPiece> pieces, Func<string, IEnumerable<(int From, int To, SecretName Name)>> find)
    {
        var result = new List<RedactedPiece>(pieces.Count);
        foreach (var piece in pieces)
        {
            if (piece.IsName)
            {
                result.Add(piece);
                continue;
            }

            var at = 0;
            foreach (var (from, to, name) in find(piece.Text))
            {
                if (from < at)
                    continue;
                if (from > at)
                    result.Add(new(piece.Text[at..from], false));
                result.Add(new(Shown(name), true));
                at = to;
            }

            if (at < piece.Text.Length)
                result.Add(new(piece.Text[at..], false));
        }

        return result;
    }
}
