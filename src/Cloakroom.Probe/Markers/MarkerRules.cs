using System.Text;

namespace Cloakroom.Probe.Markers;

/// <summary>Which texts can be markers.</summary>
internal static class MarkerRules
{
    /// <summary>In characters. Longer ones say no more.</summary>
    public const int MaxLength = 4096;

    /// <summary>Words that pages have without anybody's doing; one alone tells nobody apart.</summary>
    private static readonly HashSet<string> CommonWords = new(
        ("account accounts active address administrator anonymous application article articles balance basket button cancel category checkout comment comments company content "
         + "contact continue country customer customers dashboard default delete delivery description disabled display download english enabled example.com example firstname "
         + "footer function gender header history hidden homepage https image images information invoice language lastname loading location logged login logout marker "
         + "member members message messages mobile navigation newsletter number option options orders password payment person personal phone picture platform premium "
         + "private product products profile profiles public received register required results script search secret section security select service services session "
         + "settings shipping signed signin signout signup standard status string stylesheet submit subscribe support système tester testing testuser thanks theme title "
         + "undefined unknown update upload username user_id userid values version visitor website welcome wishlist "
         + "abmelden anmelden benutzer compte konto bienvenue willkommen usuario 123456 1234567 12345678 123456789 1234567890 000000 111111 password1 qwerty qwertz localhost").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a text cannot be anybody's marker; null when it can.</summary>
    public static string? Problem(string value)
    {
        if (value.Length < MarkerForms.MinLength)
            return $"it has fewer than {MarkerForms.MinLength} characters, and so would be found by chance";
        if (value.Length > MaxLength) return $"it has more than {MaxLength} characters";
        if (!IsWellFormed(value)) return "it is not well-formed text";
        if (CommonWords.Contains(value.Trim())) return "it is a common word, which pages have for other reasons";
        if (value.Distinct().Count() < 3) return "it has fewer than three different characters, and so would be found by chance";
        return null;
    }

    // Half a surrogate pair is decoded to the replacement character.
    private static bool IsWellFormed(string value) => !value.Any(char.IsControl) && !value.EnumerateRunes().Contains(Rune.ReplacementChar);
}
