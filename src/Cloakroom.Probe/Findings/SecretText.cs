using System.Buffers;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Cloakroom.Probe.Findings;

/// <summary>Finds all of many secrets in a text at once, overlapping ones included.</summary>
internal sealed partial class SecretText
{
    private const int KeyLength = 4;

    /// <summary>So many letters of each are searched for at once, and the rest is compared: whole ones would take much memory.</summary>
    private const int SearchedLength = 8;

    private readonly SearchValues<string> _any;
    private readonly Dictionary<string, SecretName> _names = new(StringComparer.OrdinalIgnoreCase);

    // Secrets of one kind begin alike (s%3A, eyJh) and are of few lengths: the length leads to the one that it is.
    private readonly Dictionary<string, int[]> _lengths;

    public SecretText(IEnumerable<SecretForm> forms)
    {
        foreach (var form in forms.Where(form => form.Form.Length >= KeyLength))
            _names.TryAdd(form.Form, form.Name);
        _lengths = _names.Keys.GroupBy(form => form[..KeyLength], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Select(form => form.Length).Distinct().OrderDescending().ToArray(), StringComparer.OrdinalIgnoreCase);
        _any = SearchValues.Create([.. _names.Keys.Select(form => form[..Math.Min(form.Length, SearchedLength)]).Distinct(StringComparer.OrdinalIgnoreCase)], StringComparison.OrdinalIgnoreCase);
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
            if (Longest(text.AsSpan(from)) is not var (length, name))
                continue;
            var to = from + length;
            if (found.Count > 0 && found[^1] is var last && from < last.To)
                found[^1] = last with { To = Math.Max(last.To, to) };
            else
                found.Add(new Match(from, to, name));
        }

        return found;
    }

    /// <summary>Whether a secret is there in spite of all: after undoing escapes, also two on top of each other and mixed ones.</summary>
    public bool IsIn(string text)
    {
        if (Has(text))
            return true;
        string[] readings = [WebUtility.UrlDecode(text), Uri.UnescapeDataString(text), WebUtility.HtmlDecode(text), Unescaped(text)];
        foreach (var reading in readings)
        {
            if (reading != text && (Has(reading) || Has(WebUtility.UrlDecode(reading)) || Has(WebUtility.HtmlDecode(reading)) || Has(Unescaped(reading))))
            {
                return true;
            }
        }

        return false;
    }

    private bool Has(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(_any) is >= 0 and var next)
        {
            if (Longest(text[next..]) is not null)
                return true;
            text = text[(next + 1)..];
        }

        return false;
    }

    [GeneratedRegex(@"\\(?:u\{?(?<h>[0-9a-fA-F]{2,6})\}?|x(?<h>[0-9a-fA-F]{2})|(?<c>[^ux]))")]
    private static partial Regex Escape();

    private static string Unescaped(string text) => Escape().Replace(text, match => match.Groups["c"].Success
        ? match.Groups["c"].Value
        : Rune.TryCreate(Convert.ToInt32(match.Groups["h"].Value, 16), out var rune) ? rune.ToString() : "");

    private (int Length, SecretName Name)? Longest(ReadOnlySpan<char> text)
    {
        if (text.Length < KeyLength || !_lengths.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..KeyLength], out var lengths))
            return null;
        var names = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var length in lengths)
        {
            if (length <= text.Length && names.TryGetValue(text[..length], out var name))
                return (length, name);
        }

        return null;
    }
}
