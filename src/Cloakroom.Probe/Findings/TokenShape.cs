using System.Text.RegularExpressions;

namespace Cloakroom.Probe.Findings;

/// <summary>Whether a text looks like a secret that nobody named: random letters and digits.</summary>
internal static partial class TokenShape
{
    private const int MinLength = 16;

    /// <summary>Whole runs that might be one.</summary>
    [GeneratedRegex(@"[A-Za-z0-9_+~=.\-]{16,}|(?<![A-Za-z0-9/])[A-Za-z0-9+/]{24,}={0,2}")]
    public static partial Regex Runs();

    [GeneratedRegex(@"[^A-Za-z0-9]+")]
    private static partial Regex Breaks();

    public static bool IsToken(string run)
    {
        if (run.Length < MinLength)
            return false;
        if (run.StartsWith("eyJ", StringComparison.Ordinal))
            return true;

        // stale-while-revalidate=600 is words and a number; a token has letters and digits in one piece.
        var mixed = 0;
        foreach (var piece in Breaks().Split(run))
        {
            if (piece.Length >= 20 && CaseChanges(piece) >= 6)
                return true;
            var digits = piece.Count(char.IsAsciiDigit);
            if (digits >= MinLength)
                return true;
            if (digits < 2 || digits == piece.Length)
                continue;
            if (piece.Length >= 10 && Groups(piece) >= 3)
                return true;
            mixed++;
        }

        return mixed >= 2;
    }

    /// <summary>Runs of digits and of letters: <c>sha256sum</c> has three.</summary>
    internal static int Groups(string text)
    {
        var groups = text.Length > 0 ? 1 : 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]) != char.IsAsciiDigit(text[i - 1]))
                groups++;
        }

        return groups;
    }

    private static int CaseChanges(string text)
    {
        var changes = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsAsciiLetterUpper(text[i]) != char.IsAsciiLetterUpper(text[i - 1]))
                changes++;
        }

        return changes;
    }
}
