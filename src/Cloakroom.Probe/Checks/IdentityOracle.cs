using System.Collections.Concurrent;
using System.Globalization;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Scenarios.Extracting;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Checks;

/// <summary>Tells from a response whom it takes the asker for, by the scenario's rules. Used by many at once.</summary>
internal sealed class IdentityOracle
{
    private const int MaxAnonymousTexts = 64;
    private const int MaxAnonymousText = 1_024;

    private readonly Rule[] _rules;
    private readonly ConcurrentDictionary<string, IdentityCount> _counts = new(StringComparer.Ordinal);

    /// <param name="rules">The first for a path decides.</param>
    /// <param name="accounts">Whose values the rules name; an account without such a value cannot be told by that rule.</param>
    public IdentityOracle(IReadOnlyList<IdentityRule> rules, IReadOnlyList<Account> accounts)
    {
        _rules = [.. rules.Select(rule => new Rule(rule, accounts))];
        AskAt = rules.FirstOrDefault(rule => !rule.Path.Contains('*', StringComparison.Ordinal))?.Path;
    }

    /// <summary>The path to ask who one is; null when no rule has one.</summary>
    public string? AskAt { get; }

    /// <summary>By account, of those responses that <see cref="Count"/> was told of.</summary>
    public IReadOnlyDictionary<string, IdentityCount> Counts => _counts;

    /// <summary>Whom a response says one is.</summary>
    public IdentityVerdict Judge(Exchange exchange) => Look(exchange).Verdict;

    /// <summary>The same, with name and place.</summary>
    public IdentityLook Look(Exchange exchange)
    {
        if (_rules.Length == 0) return default;
        foreach (var rule in _rules)
        {
            if (rule.IsFor(exchange)) return TellsNothing(exchange) ? default : rule.Look(exchange);
        }

        return default;
    }

    /// <summary>Counts what a response said.</summary>
    public void Count(string account, IdentityVerdict verdict)
    {
        if (verdict == IdentityVerdict.Untold) return;
        _counts.AddOrUpdate(account, static (_, verdict) => Plus(default, verdict), static (_, count, verdict) => Plus(count, verdict), verdict);
    }

    private static IdentityCount Plus(IdentityCount count, IdentityVerdict verdict) => verdict switch
    {
        IdentityVerdict.Oneself => count with { Oneself = count.Oneself + 1 },
        IdentityVerdict.Nobody => count with { Nobody = count.Nobody + 1 },
        _ => count with { Others = count.Others + 1 },
    };

    private static bool TellsNothing(Exchange exchange) =>
        exchange.Status is 0 or 304 or 429 or >= 500 || exchange.Request.Method == HttpMethod.Head || exchange.BodyState == BodyState.Incomplete;

    private sealed class Rule
    {
        private readonly Wildcard _path;
        private readonly IdentityRule _rule;
        private readonly (string Account, string Text, ShownText Shown)[] _shown;
        private readonly ConcurrentDictionary<string, bool> _anonymous = new(StringComparer.OrdinalIgnoreCase);

        public Rule(IdentityRule rule, IReadOnlyList<Account> accounts)
        {
            _rule = rule;
            _path = new Wildcard(rule.Path);
            _shown =
            [
                .. from account in accounts
                   where !account.IsAnonymous && Placeholders.In(rule.Shows).All(account.Values.ContainsKey)
                   let text = Placeholders.Fill(rule.Shows, account.Values).Trim()
                   where text.Length > 0
                   select (account.Name, text, new ShownText(text)),
            ];
        }

        public bool IsFor(Exchange exchange) =>
            _path.Matches(exchange.Url.AbsolutePath) || (_rule.Path.Contains('?', StringComparison.Ordinal) && _path.Matches(ColdAddress.WithoutWord(exchange.Url).PathAndQuery));

        public IdentityLook Look(Exchange exchange) => _rule.In is { } extraction ? InPlace(exchange, extraction) : Anywhere(exchange);

        private IdentityLook Anywhere(Exchange exchange)
        {
            var body = exchange.Body.Span;
            // One's own first: pages that show it may well name others too.
            foreach (var (account, text, shown) in _shown)
            {
                if (account == exchange.Account && shown.IndexIn(body) is >= 0 and var at) return new(IdentityVerdict.Oneself, account, BodyAt(at), text);
            }

            var another = new IdentityLook(IdentityVerdict.Nobody, null, "", null);
            foreach (var (account, text, shown) in _shown)
            {
                if (account == exchange.Account || IsInAnyPage(text) || shown.IndexIn(body) is not (>= 0 and var at)) continue;
                // Who sees several sees a list of them, and is none.
                if (another.Owner is not null) return new(IdentityVerdict.Nobody, null, "", null);
                another = new(IdentityVerdict.Another, account, BodyAt(at), text);
            }

            return another;
        }

        /// <summary>A short number, or a letter: wherever on a page it stands, it says nothing.</summary>
        private static bool IsInAnyPage(string text) => text.Length < 3 || (text.Length < MarkerForms.MinLength && IsNumber(text));

        private IdentityLook InPlace(Exchange exchange, Extraction extraction)
        {
            // To take a page apart takes longer than all other checks together, and is left out where only oneself can come of it.
            if (IsPlainlyOneself(exchange, extraction)) return new(IdentityVerdict.Oneself, exchange.Account, PlaceOf(extraction, exchange, null), null);
            var text = Extractor.Take(extraction, exchange).Value?.Trim();
            var place = PlaceOf(extraction, exchange, text);
            if (string.IsNullOrEmpty(text))
            {
                if (exchange.Account == Account.Anonymous) Remember("");
                return new(IdentityVerdict.Nobody, null, place, null);
            }

            if (OwnerOf(text) is { } owner)
                return new(owner == exchange.Account ? IdentityVerdict.Oneself : IdentityVerdict.Another, owner, place, text);
            if (exchange.Account == Account.Anonymous)
            {
                Remember(text);
                return new(IdentityVerdict.Nobody, null, place, null);
            }

            if (_anonymous.ContainsKey(text) || !exchange.IsSuccess) return new(IdentityVerdict.Nobody, null, place, null);
            if (_shown.Any(one => one.Account == exchange.Account && HasShapeOf(one.Text, text))) return new(IdentityVerdict.Another, null, place, text);
            return new(_anonymous.IsEmpty ? IdentityVerdict.Nobody : IdentityVerdict.Stranger, null, place, text);
        }

        private bool IsPlainlyOneself(Exchange exchange, Extraction extraction)
        {
            if (extraction.Selector is null) return false;
            var isThere = false;
            foreach (var (account, _, shown) in _shown)
            {
                if (account == exchange.Account) isThere = shown.IndexIn(exchange.Body.Span) >= 0;
                else if (shown.IndexIn(exchange.Body.Span) >= 0) return false;
            }

            return isThere;
        }

        /// <summary>The account whose text it is, or whose text is the longest in it.</summary>
        private string? OwnerOf(string text)
        {
            (string? owner, var length) = (null, 0);
            foreach (var (account, shown, form) in _shown)
            {
                if (shown.Equals(text, StringComparison.OrdinalIgnoreCase)) return account;
                if (shown.Length > length && form.IsIn(text)) (owner, length) = (account, shown.Length);
            }

            return owner;
        }

        private void Remember(string text)
        {
            if (_anonymous.Count < MaxAnonymousTexts && text.Length <= MaxAnonymousText) _anonymous.TryAdd(text, true);
        }

        /// <summary>Both mail addresses, or both numbers: what is shown is somebody, whoever it is.</summary>
        private static bool HasShapeOf(string own, string text) =>
            (IsAddress(own) && IsAddress(text)) || (IsNumber(own) && IsNumber(text) && text.Trim('0').Length > 0);

        private static bool IsAddress(string text) => text.IndexOf('@', StringComparison.Ordinal) > 0 && !text.Contains(' ', StringComparison.Ordinal) && text.LastIndexOf('.') > text.IndexOf('@', StringComparison.Ordinal);

        private static bool IsNumber(string text) => !text.AsSpan().ContainsAnyExceptInRange('0', '9');

        private static string PlaceOf(Extraction extraction, Exchange exchange, string? text)
        {
            if (extraction.Header is { } header) return $"header {header}";
            return text is not null && new ShownText(text).IndexIn(exchange.Body.Span) is >= 0 and var at ? BodyAt(at) : "body at 0";
        }

        private static string BodyAt(int at) => string.Create(CultureInfo.InvariantCulture, $"body at {at}");
    }
}
