using System.Text.RegularExpressions;

namespace Cloakroom.Probe.Scenarios.Recording;

/// <summary>What names of fields, links and paths usually mean.</summary>
internal static partial class FieldNames
{
    public static bool IsPassword(string name) => Password().IsMatch(name);

    public static bool IsUser(string name) => User().IsMatch(name) && !Password().IsMatch(name);

    /// <summary>A code of a second factor.</summary>
    public static bool IsOneTime(string name, string value) => value.Length is >= 6 and <= 8 && value.All(char.IsAsciiDigit) && OneTime().IsMatch(name);

    public static bool IsSignIn(string text) => SignIn().IsMatch(text);

    public static bool IsSignOut(string text) => SignOut().IsMatch(text);

    /// <summary>What in an address speaks of signing out; null when nothing does.</summary>
    public static string? SignOutWord(string address) => SignOut().Match(address) is { Success: true } match ? match.Value : null;

    /// <summary>Pages that are somebody's own.</summary>
    public static bool IsPersonal(string text) => Personal().IsMatch(text);

    /// <summary>Whether a value looks made up by a machine, and so is a token or a secret rather than a constant of the form.</summary>
    public static bool IsToken(string value) =>
        value.Length >= 12 && !value.Contains(' ') && ((value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetter)) || value.Length >= 24) && !value.StartsWith('/') && !value.StartsWith("http", StringComparison.Ordinal);

    /// <summary>
    /// Whether a value that goes along with signing out may be made up for the session: all but a word, a way back and a small number. Tokens are short there at times
    /// (Moodle's have ten letters and digits), and to take a constant from the page does no harm.
    /// </summary>
    public static bool IsMadeUp(string value) => value.Length > 2 && value[0] != '/' && !value.All(c => char.IsAsciiLetter(c) || c is '_' or '-');

    /// <summary>A name that can stand in braces.</summary>
    public static string AsPlaceholder(string name)
    {
        var plain = NotName().Replace(name, "_").Trim('_', '-', '.');
        return plain.Length > 0 && Placeholders.IsName(plain) && plain != Placeholders.Random ? plain : $"v_{plain}";
    }

    [GeneratedRegex("pass(?!port)|pwd|^pw$|passwort|contrase|kennwort|mot_?de_?passe", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Password();

    [GeneratedRegex("user|e-?mail|login|account|identifier|^log$|^id$|^name$|nick|benutzer", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex User();

    [GeneratedRegex("otp|code|token|2fa|mfa|pin|factor", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OneTime();

    [GeneratedRegex(@"log[-_ ]?(?:i|o)n(?:\b|_|-)|sign[-_ ]?in|anmelden|connexion|\bauth", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SignIn();

    [GeneratedRegex(@"log[-_ ]?(?:out|off)|sign[-_ ]?(?:out|off)|abmelden|d[eé]connexion", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SignOut();

    [GeneratedRegex(@"\b(?:account|profile|settings|dashboard|orders|me|user|whoami|my[-_a-z]*)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Personal();

    [GeneratedRegex(@"[^\p{L}\p{Nd}_.-]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NotName();
}
