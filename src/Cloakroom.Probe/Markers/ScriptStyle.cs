using System.Globalization;
using System.Text;

namespace Cloakroom.Probe.Markers;

/// <summary>One way of writing text in a string of JSON or JavaScript.</summary>
internal sealed class ScriptStyle
{
    private static readonly Func<char, string?> LowerUnicode = c => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
    private static readonly Func<char, string?> UpperUnicode = c => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
    private static readonly Func<char, string?> LowerByte = c => c <= '\xff' ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : LowerUnicode(c);
    private static readonly Func<char, string?> UpperByte = c => c <= '\xff' ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}") : UpperUnicode(c);
    private static readonly Func<char, string?> Raw = _ => null;

    private readonly string?[] _ascii;
    private readonly Func<char, string?> _others;

    private ScriptStyle(Func<char, string?> ascii, Func<char, string?> others) =>
        (_ascii, _others) = ([.. Enumerable.Range(0, 128).Select(c => ascii((char)c))], others);

    /// <summary>Those that go together with other escapes.</summary>
    public static IReadOnlyList<ScriptStyle> Usual { get; } =
    [
        new(Backslash("\"\\"), Raw),
        new(Backslash("\"\\"), LowerUnicode),
        new(Backslash("\"\\/"), LowerUnicode),
        new(Numbers("<>&", LowerUnicode), Raw),
        new(Numbers("<>&'\"+`", UpperUnicode), UpperUnicode),
    ];

    private static readonly Func<char, string?>[] Numbering = [LowerUnicode, UpperUnicode, LowerByte, UpperByte];

    /// <summary>Those that write no character as it is.</summary>
    public static IReadOnlyList<ScriptStyle> EveryCharacter { get; } = [.. Numbering.Select(every => new ScriptStyle(every, every))];

    private static readonly ScriptStyle[] ForAscii = [.. AsciiStyles().Select(ascii => new ScriptStyle(ascii, Raw))];

    private static readonly ScriptStyle[] ForAny =
    [
        .. from ascii in AsciiStyles()
           from others in Numbering.Prepend(Raw)
           select new ScriptStyle(ascii, others),
    ];

    /// <summary>Those that can differ for a text.</summary>
    public static IReadOnlyList<ScriptStyle> For(string value) => Ascii.IsValid(value) ? ForAscii : ForAny;

    public string Write(string value)
    {
        var text = new StringBuilder(value.Length * 2);
        foreach (var c in value)
        {
            if ((c < 0x80 ? _ascii[c] : _others(c)) is { } escape) text.Append(escape);
            else text.Append(c);
        }

        return text.ToString();
    }

    private static IEnumerable<Func<char, string?>> AsciiStyles()
    {
        yield return Backslash("\"\\");
        yield return Backslash("\"\\/");
        yield return Backslash("'\\");
        yield return Backslash("\"'\\");
        yield return Backslash("\"'\\/");
        // Go and Rails; PHP and ASP.NET Core; Django; OWASP's.
        foreach (var set in new[] { "<>&", "<>&'", "<>&'\"", "<>&'\"+`", "<>&'\"=-;`" })
        {
            foreach (var write in Numbering)
            {
                yield return Numbers(set, write);
                yield return Numbers(set, write, "/");
            }
        }

        yield return Numbers("<>&'\"/", LowerUnicode);
        yield return Numbers("<>&'\"/", UpperUnicode);
        foreach (var write in Numbering)
            yield return c => char.IsAsciiLetterOrDigit(c) ? null : write(c);
    }

    private static Func<char, string?> Backslash(string set) => c => set.Contains(c, StringComparison.Ordinal) ? $"\\{c}" : null;

    private static Func<char, string?> Numbers(string set, Func<char, string?> write, string slash = "") =>
        c => set.Contains(c, StringComparison.Ordinal) ? write(c) : c is '"' or '\\' || slash.Contains(c, StringComparison.Ordinal) ? $"\\{c}" : null;
}
