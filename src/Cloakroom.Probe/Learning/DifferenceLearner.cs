using System.Text;
using System.Text.RegularExpressions;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Markers;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Learning;

/// <summary>Finds what tells accounts apart, from looks at the same pages by several accounts and by nobody, each at least twice.</summary>
internal static partial class DifferenceLearner
{
    /// <summary>Of one account; those from more pages first.</summary>
    private const int MaxMarkers = 40;

    /// <summary>Words that two sentences must share to be taken for one: fewer begin alike by chance.</summary>
    private const int MinFrame = 2;

    /// <param name="looks">By page: what each account, and nobody, got there.</param>
    /// <param name="accounts">Their values are known to be theirs, and show where somebody has got another's page already.</param>
    public static LearnedDifferences Learn(IReadOnlyDictionary<string, List<Exchange>> looks, IReadOnlyCollection<Account> accounts)
    {
        var pages = looks.Select(look => LookedAt.Of(look.Key, look.Value)).ToArray();
        // Everything that anybody but an account gets anywhere is not that account's.
        var everywhere = pages.SelectMany(page => page.Tokens.Keys).Distinct(StringComparer.Ordinal)
            .ToDictionary(who => who, who => pages.SelectMany(page => page.Tokens.GetValueOrDefault(who, [])).SelectMany(tokens => tokens).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var differences = new List<PageDifference>();
        var found = new Dictionary<(string Account, string Text), (string Page, int Count)>();
        var framed = new HashSet<(string Account, string Text)>();
        foreach (var page in pages)
        {
            var own = page.Accounts.ToDictionary(account => account, account => OwnTexts(page, account, everywhere, framed), StringComparer.Ordinal);
            var difference = Judge(page, own, accounts);
            differences.Add(difference);
            // What one has of another there would be learned as one's own.
            if (difference.Verdict == PageVerdict.Suspect) continue;
            foreach (var (account, texts) in own)
            {
                foreach (var text in texts)
                {
                    var (first, count) = found.GetValueOrDefault((account, text), (page.Page, 0));
                    found[(account, text)] = (first, count + 1);
                }
            }
        }

        // Words that are on one page of one person may be about the page: "Nothing here yet". Where others have other words in the same sentence, they are about the person.
        var plain = found.Where(one => Words().IsMatch(one.Key.Text) && !framed.Contains(one.Key) && !IsValueOf(one.Key.Account, one.Key.Text)).ToArray();
        // Nor is a sentence on several, or a word that stands in it alone: a site that tries two texts on its visitors draws one for each session.
        var sentences = plain.Where(one => ReadsAsSentence(one.Key.Text)).ToArray();
        foreach (var (key, (_, count)) in plain)
        {
            if (count < 2 || sentences.Any(one => one.Key.Account == key.Account && one.Value.Count >= count && one.Key.Text.Contains(key.Text, StringComparison.Ordinal)))
                found.Remove(key);
        }

        foreach (var key in SeenByOthers(found.Keys, looks.Values.SelectMany(page => page)))
            found.Remove(key);
        return new LearnedDifferences([.. found.GroupBy(one => one.Key.Account).SelectMany(one => Markers(one, accounts))], differences);

        bool IsValueOf(string name, string text) => accounts.Any(account => account.Name == name && account.Values.Values.Contains(text, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Texts that somebody else gets as well, in whatever form or kind of content: a feed may name authors in another way than pages do.</summary>
    private static (string Account, string Text)[] SeenByOthers(IReadOnlyCollection<(string Account, string Text)> texts, IEnumerable<Exchange> looks)
    {
        var book = new MarkerBook();
        foreach (var (account, text) in texts) book.Add(new Marker(account, "", text, MarkerOrigin.Learned));
        var seen = looks.SelectMany(look => book.Scan(look).Foreign).Select(hit => (hit.Marker.Account, hit.Marker.Value)).ToHashSet();
        // A longer one stands for those within it.
        return [.. texts.Where(text => seen.Any(one => one.Account == text.Account && one.Value.Contains(text.Text, StringComparison.Ordinal)))];
    }

    /// <summary>Names of people have capital letters, but for short words: Ludwig van Beethoven.</summary>
    private static bool ReadsAsSentence(string text) => text.Split(' ') is { Length: >= 3 } words && words.Any(word => word.Length > 3 && char.IsLower(word[0]));

    private static List<Marker> Markers(IGrouping<string, KeyValuePair<(string Account, string Text), (string Page, int Count)>> found, IReadOnlyCollection<Account> accounts)
    {
        // The shorter of two that are in one another will do: longer ones hold words of the page.
        var chosen = new List<Marker>();
        foreach (var ((account, text), (page, _)) in found.OrderByDescending(one => one.Value.Count).ThenBy(one => one.Key.Text.Length).ThenBy(one => one.Key.Text, StringComparer.Ordinal))
        {
            if (chosen.Count == MaxMarkers) break;
            chosen.RemoveAll(other => other.Value.Contains(text, StringComparison.Ordinal));
            if (!chosen.Exists(other => text.Contains(other.Value, StringComparison.Ordinal))) chosen.Add(new Marker(account, LabelOf(account, text, page, accounts), text, MarkerOrigin.Learned));
        }

        return chosen;
    }

    private static string LabelOf(string name, string text, string page, IReadOnlyCollection<Account> accounts) =>
        accounts.FirstOrDefault(account => account.Name == name)?.Values.FirstOrDefault(value => value.Value == text).Key ?? $"own text, as on {page}";

    /// <summary>What is in every look of an account at a page, and in no look of anybody else at any page.</summary>
    private static HashSet<string> OwnTexts(LookedAt page, string account, Dictionary<string, HashSet<string>> everywhere, HashSet<(string Account, string Text)> framed)
    {
        var looks = page.Tokens[account];
        if (looks.Count < 2 || page.Tokens.Count < 2) return [];
        var stable = new HashSet<string>(looks[0], StringComparer.Ordinal);
        foreach (var look in looks.Skip(1)) stable.IntersectWith(look);
        RemoveOthers();
        foreach (var part in VaryingParts(stable, everywhere.Where(one => one.Key != account).SelectMany(one => one.Value)))
        {
            stable.Add(part.Text);
            if (part.Frame >= MinFrame) framed.Add((account, part.Text));
        }

        // A name between words that are one's own may stand elsewhere for all to see: who has written a page.
        RemoveOthers();
        stable.RemoveWhere(text => MarkerRules.Problem(text) is not null || TimeOrAmount().IsMatch(text));
        return stable;

        void RemoveOthers()
        {
            foreach (var (other, tokens) in everywhere)
            {
                if (other != account) stable.ExceptWith(tokens);
            }
        }
    }

    /// <summary>Where another's text begins or ends with the same words, what is between them is the account's: <c>Signed in as …</c>.</summary>
    private static List<(string Text, int Frame)> VaryingParts(HashSet<string> own, IEnumerable<string> others)
    {
        var phrases = own.Where(text => text.Contains(' ', StringComparison.Ordinal)).ToArray();
        var parts = new List<(string, int)>();
        if (phrases.Length == 0) return parts;
        var byStart = others.Where(text => text.Contains(' ', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToLookup(FirstWord, StringComparer.Ordinal);
        foreach (var phrase in phrases)
        {
            foreach (var other in byStart[FirstWord(phrase)].Take(50))
            {
                string[] mine = phrase.Split(' '), theirs = other.Split(' ');
                var start = mine.Zip(theirs).TakeWhile(pair => pair.First == pair.Second).Count();
                var end = mine.Reverse().Zip(theirs.Reverse()).Take(Math.Min(mine.Length, theirs.Length) - start).TakeWhile(pair => pair.First == pair.Second).Count();
                var part = string.Join(' ', mine[start..(mine.Length - end)]).Trim('.', ',', '!', '-', ' ');
                if (part.Length >= MarkerForms.MinLength) parts.Add((part, start + end));
            }
        }

        return parts;
    }

    private static string FirstWord(string text) => text[..text.IndexOf(' ', StringComparison.Ordinal)];

    private static PageDifference Judge(LookedAt page, Dictionary<string, HashSet<string>> own, IReadOnlyCollection<Account> accounts)
    {
        if (Mixed(page, accounts) is { } mixed) return new(page.Page, PageVerdict.Suspect, mixed);
        if (page.Accounts.Count < 2) return new(page.Page, PageVerdict.Unknown, "fewer than two accounts got an answer with content");
        if (own.Count(one => one.Value.Count > 0) >= 2) return new(page.Page, PageVerdict.TellsApart, "accounts have texts of their own there");
        if (page.Bodies.Values.SelectMany(bodies => bodies).Distinct(BodyComparer.Instance).Count() == 1)
        {
            return page.Bodies.ContainsKey(Account.Anonymous)
                ? new(page.Page, PageVerdict.Public, "everybody gets the same")
                : new(page.Page, PageVerdict.Members, "all accounts get the same, and anonymous visitors no such page");
        }

        if (own.Values.Any(texts => texts.Count > 0)) return new(page.Page, PageVerdict.TellsApart, "one account has texts of its own there, the others none");
        var members = page.Accounts.SelectMany(account => page.Bodies[account]).Distinct(BodyComparer.Instance).Count();
        return members == 1
            ? new(page.Page, PageVerdict.Members, "all accounts get the same, and anonymous visitors something else")
            : new(page.Page, PageVerdict.Changing, "something varies there, and nothing stays with an account");
    }

    /// <summary>Words for it when two accounts were given one's page; null when nothing speaks for that.</summary>
    private static string? Mixed(LookedAt page, IReadOnlyCollection<Account> accounts)
    {
        foreach (var account in accounts.Where(one => !one.IsAnonymous))
        {
            foreach (var (name, value) in account.Values)
            {
                if (MarkerRules.Problem(value) is not null || accounts.Any(other => other != account && other.Values.Values.Any(theirs => theirs.Contains(value, StringComparison.Ordinal)))) continue;
                string[] getters = [.. page.Tokens.Keys.Where(who => who != account.Name && page.Tokens[who].Exists(tokens => tokens.Contains(value) && !ShowsOneself(tokens, who, accounts)))];
                if (getters is [Account.Anonymous] && IsForEverybody(page, account.Name, value)) continue;
                if (getters.Length > 0) return $"{string.Join(" and ", getters)} got {account.Name}'s {name} there: a cache may have mixed them up already, so nothing was learned from it";
            }
        }

        for (var i = 1; i < page.Accounts.Count; i++)
        {
            var (one, other) = (page.Accounts[0], page.Accounts[i]);
            var same = page.Bodies[one].Intersect(page.Bodies[other], BodyComparer.Instance).FirstOrDefault();
            if (same.IsEmpty || (page.Bodies.TryGetValue(Account.Anonymous, out var anonymous) && anonymous.Contains(same, BodyComparer.Instance))) continue;
            if (LooksPersonal(Encoding.UTF8.GetString(same.Span), [.. (anonymous ?? []).Select(body => Encoding.UTF8.GetString(body.Span))]))
                return $"{one} and {other} got the same page, byte for byte, and it looks like one person's: a cache may have mixed them up already";
        }

        return null;
    }

    /// <param name="page">What two accounts got.</param>
    /// <param name="anonymous">What visitors got there: an address that they see as well is an author's, in a feed that differs from theirs by its second.</param>
    private static bool LooksPersonal(string page, string[] anonymous) =>
        OfOnePerson().Matches(page).Any(match => !(match.Value.Contains('@', StringComparison.Ordinal) && Array.Exists(anonymous, theirs => theirs.Contains(match.Value, StringComparison.Ordinal))));

    // Letters and what stands between words: no address, no number, and no identifier with a hyphen.
    [GeneratedRegex(@"^[\p{L}\p{M}.,;:!?'’""()…]+(?:\s[\p{L}\p{M}.,;:!?'’""()…-]+)*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();

    /// <summary>A page that shows who it was made for may well name others: who has written it, who is a member.</summary>
    private static bool ShowsOneself(HashSet<string> tokens, string who, IReadOnlyCollection<Account> accounts) =>
        accounts.FirstOrDefault(account => account.Name == who) is { IsAnonymous: false } account
        && account.Values.Values.Any(value => MarkerRules.Problem(value) is null && tokens.Contains(value));

    /// <summary>Whether all get a text each time, and in pages of their own: a stored page would be the owner's to the byte.</summary>
    private static bool IsForEverybody(LookedAt page, string owner, string text) =>
        page.Accounts.Count > 1
        && page.Tokens.Values.All(looks => looks.TrueForAll(tokens => tokens.Contains(text)))
        && !page.Bodies[Account.Anonymous].Intersect(page.Bodies.GetValueOrDefault(owner, []), BodyComparer.Instance).Any();

    // A mail address, a form's token, or a greeting: what a page for all members does not have.
    [GeneratedRegex(@"[\w.+-]{2,}@[\w-]+\.[\w.]{2,}|name=""[^""]*(?:csrf|token)[^""]*""|(?:sign|log)(?:ed)?[ -]?(?:out|off)\b.{0,200}\b(?:hi|hello|welcome)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OfOnePerson();

    // 2024-05-01T10:00:00Z, 10:02:33, 1,234.50 €, 1718000000(.123): they differ between looks, not between people.
    [GeneratedRegex(@"^(?!\+\d)[\d\s.,:/TZ+%€$£-]*$(?<!^\d{6,9})|^\w{3},? \d{1,2} \w{3} \d{4}|\d{1,2}:\d{2}(:\d{2})?|\d{4}-\d{2}-\d{2}|^\d+ ?(?:ms|s|kb|mb|px|views|likes|points)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TimeOrAmount();
}
