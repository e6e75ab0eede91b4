using System.Buffers;

namespace Cloakroom.Probe.Checks;

/// <summary>Whether a value looks made by chance, so that two people who have the same have it from one source. Times and words do not.</summary>
internal static class RandomText
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private const int MinHex = 16;
    private const int MinRun = 12;
    private const int MinChanges = 4;

    public static bool Is(string value)
    {
        var text = Uri.UnescapeDataString(value);
        if (IsHex(text.Replace("-", "", StringComparison.Ordinal))) return true;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsAsciiLetterOrDigit(text[i])) continue;
            var run = text.AsSpan(start, i - start);
            if (run.Length >= MinRun && Changes(run) >= MinChanges) return true;
            if (IsHex(run)) return true;
            start = i + 1;
        }

        return false;
    }

    // Without letters it may be a time, which two people can have in common.
    private static bool IsHex(ReadOnlySpan<char> text) =>
        text.Length >= MinHex && !text.ContainsAnyExcept(HexDigits) && text.ContainsAnyInRange('0', '9') && text.ContainsAnyExceptInRange('0', '9');

    /// <summary>How often small letters, capitals and digits take turns.</summary>
    private static int Changes(ReadOnlySpan<char> run)
    {
        var changes = 0;
        for (var i = 1; i < run.Length; i++)
        {
            if (Class(run[i]) != Class(run[i - 1])) changes++;
        }

        return changes;
    }

    private static int Class(char c) => char.IsAsciiDigit(c) ? 0 : char.IsAsciiLetterLower(c) ? 1 : 2;
}
