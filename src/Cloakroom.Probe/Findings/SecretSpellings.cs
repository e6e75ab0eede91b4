using System.Net;
using System.Text;
using Cloakroom.Probe.Markers;

namespace Cloakroom.Probe.Findings;

/// <summary>What of a secret is looked for in texts that are shown, in all the forms of <see cref="MarkerForms"/>. Letter case is left to the search.</summary>
internal static class SecretSpellings
{
    /// <summary>A shorter piece of a value is not looked for by itself.</summary>
    private const int MinPiece = 12;

    public static IReadOnlyCollection<string> Of(string value)
    {
        var forms = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Add(forms, value);

        // Cookies hold what is escaped already: s%3Aabc in the jar is s:abc in the page.
        var decoded = WebUtility.UrlDecode(value);
        if (decoded != value && decoded.Length >= KnownSecrets.MinLength)
            Add(forms, decoded);

        // Signed values are one part secret and one part signature, and a page may show either.
        foreach (var piece in decoded.Split(['.', ':', '|', '!', '&', '=', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (piece.Length >= MinPiece && piece.Length < decoded.Length)
                Add(forms, piece);
        }

        return forms;
    }

    private static void Add(HashSet<string> forms, string value)
    {
        foreach (var (bytes, _) in MarkerForms.OfSecret(value, KnownSecrets.MinLength))
        {
            // As fields are read, and as bodies are: without the zeros of UTF-16.
            Take(Encoding.Latin1.GetString(bytes));
            if (!Ascii.IsValid(bytes))
                Take(Encoding.UTF8.GetString(bytes));
        }

        void Take(string form)
        {
            var text = form.Replace("\0", "", StringComparison.Ordinal);
            if (text.Length >= KnownSecrets.MinLength && !text.Contains('\uFFFD', StringComparison.Ordinal))
                forms.Add(text);
        }
    }
}
