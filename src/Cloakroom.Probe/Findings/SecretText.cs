using System.Buffers;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Cloakroom.Probe.Findings;

/// <summary>Finds all of many secrets in a text at once, overlapping ones included.</summary>
internal sealed partial class SecretText
{
    private const int KeyLength = 4;

    private readonly SearchValues<string> _any;
    private readonly Dictionary<string, List<SecretForm>> _byBeginning = new(StringComparer.OrdinalIgnoreCase);

    public SecretText(IEnumerable<SecretForm> forms)
    {
        var usable = forms.Where(form => form.Form.Length >= KeyLength).ToList();
        foreach (var group in usable.GroupBy(form => form.Form[..KeyLength], StringComparer.OrdinalIgnoreCase))
            _byBeginning[group.Key] = [.. group.OrderByDescending(form => form.Form.Length)];
        _any = SearchValues.Create([.. usable.Select(form => form.Form).Distinct(StringComparer.OrdinalIgnoreCase)], StringComparison.OrdinalIgnoreCase);
    }

    public readonly record struct Match(int From, int To, SecretName Name);

    /// <summary>In order, apart from each other; where several overlap, they are one, by the name of the first and longest.</summary>
    public List<Match> Find(string text)
    {
        var found = new List<Match>();
        for (var at = 0; at < text.Length;)
        {
            var next = text.AsSpan(at).IndexOfAny(_any);
            if (next < 0)
                break;
            var from = at + next;
            at = from + 1;
            if (Longest(text, from) is not { } form)
                continue;
            var to = from + form.Form.Length;
            if (found.Count > 0 && found[^1] is var last && from < last.To)
                found[^1] = last with { To = Math.Max(last.To, to) };
            else
                found.Add(new Match(from, to, form.Name));
        }

        return found;
    }

    /// <summary>Whether a secret is there in spite of all: after undoing escapes, also two on top of each other and mixed ones.</summary>
    public bool IsIn(string text)
    {
        if (text.AsSpan().IndexOfAny(_any) >= 0)
            return true;
        string[] readings = [WebUtility.UrlDecode(text), Uri.UnescapeDataString(text), WebUtility.HtmlDecode(text), Unescaped(text)];
        foreach (var reading in readings)
        {
            if (reading != text && (reading.AsSpan().IndexOfAny(_any) >= 0
                || WebUtility.UrlDecode(reading).AsSpan().IndexOfAny(_any) >= 0
                || WebUtility.HtmlDecode(reading).AsSpan().IndexOfAny(_any) >= 0
                || Unescaped(reading).AsSpan().IndexOfAny(_any) >= 0))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"\\(?:u\{?(?<h>[0-9a-fA-F]{2,6})\}?|x(?<h>[0-9a-fA-F]{2})|(?<c>[^ux]))")]
    private static partial Regex Escape();

    private static string Unescaped(string text) => Escape().Replace(text, match => match.Groups["c"].Success
        ? match.Groups["c"].Value
        : Rune.TryCreate(Convert.ToInt32(match.Groups["h"].Value, 16), out var rune) ? rune.ToString() : "");

    private SecretForm? Longest(string text, int from)
    {
        if (from + KeyLength > text.Length || !_byBeginning.TryGetValue(text.Substring(from, KeyLength), out var candidates))
            return null;
        foreach (var form in candidates)
        {
            if (from + form.Form.Length <= text.Length && string.Compare(text, from, form.Form, 0, form.Form.Length, StringComparison.OrdinalIgnoreCase) == 0)
                return form;
        }

        return null;
    }
}
