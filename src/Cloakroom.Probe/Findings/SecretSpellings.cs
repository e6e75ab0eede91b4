using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Cloakroom.Probe.Findings;

/// <summary>The ways in which one value is written in headers, pages, scripts and addresses. Letter case is left to the search.</summary>
internal static class SecretSpellings
{
    /// <summary>A shorter piece of a value, or of its base64, is not looked for by itself.</summary>
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

        forms.RemoveWhere(form => form.Length < KnownSecrets.MinLength);
        return forms;
    }

    private static void Add(HashSet<string> forms, string value)
    {
        forms.Add(value);
        var percent = Uri.EscapeDataString(value);
        forms.Add(percent);
        forms.Add(Uri.EscapeDataString(percent));
        forms.Add(WebUtility.UrlEncode(value));
        forms.Add(EveryByte(value, "%{0:X2}"));
        forms.Add(WebUtility.HtmlEncode(value));
        forms.Add(HtmlEncoder.Default.Encode(value));
        forms.Add(EveryLetter(value, "&#{0};"));
        forms.Add(EveryLetter(value, "&#x{0:x};"));
        forms.Add(JavaScriptEncoder.Default.Encode(value));
        forms.Add(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value));
        forms.Add(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value).Replace("/", "\\/", StringComparison.Ordinal));
        forms.Add(EveryLetter(value, "\\u{0:x4}"));
        forms.Add(EveryByte(value, "\\x{0:x2}"));
        forms.Add(Convert.ToHexString(Encoding.UTF8.GetBytes(value)));
        forms.Add(new string(value.Reverse().ToArray()));
        AddBase64(forms, Encoding.UTF8.GetBytes(value));
        forms.Add(value.Normalize(NormalizationForm.FormC));
        forms.Add(value.Normalize(NormalizationForm.FormD));
    }

    // In the middle of something longer a value begins at one of three places of a group; what of it does not depend on its neighbours is looked for.
    private static void AddBase64(HashSet<string> forms, byte[] bytes)
    {
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
            var from = before == 0 ? 0 : before + 1;
            var spare = (before + bytes.Length) % 3 == 0 ? 0 : 1;
            if (text.Length - from - spare < MinPiece && (before > 0 || text.Length < 8))
                continue;
            var core = text[from..^spare];
            forms.Add(core);
            forms.Add(core.Replace('+', '-').Replace('/', '_'));
            forms.Add(Uri.EscapeDataString(core));
        }
    }

    private static string EveryByte(string value, string format) =>
        string.Concat(Encoding.UTF8.GetBytes(value).Select(one => string.Format(CultureInfo.InvariantCulture, format, one)));

    private static string EveryLetter(string value, string format) =>
        string.Concat(value.Select(one => string.Format(CultureInfo.InvariantCulture, format, (int)one)));
}
