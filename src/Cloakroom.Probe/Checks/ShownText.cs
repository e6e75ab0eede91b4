using System.Text;
using Cloakroom.Probe.Markers;

namespace Cloakroom.Probe.Checks;

/// <summary>A text that pages show, in the forms in which they show texts. Unlike a marker it may be short: it counts where it stands for itself.</summary>
internal sealed class ShownText
{
    private readonly string _text;
    private readonly byte[][] _forms;

    public ShownText(string text)
    {
        _text = text;
        _forms =
        [
            .. HtmlStyle.Usual.Select(style => style.Write(text))
                .Concat(ScriptStyle.Usual.Select(style => style.Write(text)))
                .Prepend(text)
                .Distinct(StringComparer.Ordinal)
                .Select(Encoding.UTF8.GetBytes),
        ];
    }

    /// <summary>In bytes; -1 when it is not there.</summary>
    public int IndexIn(ReadOnlySpan<byte> body)
    {
        foreach (var form in _forms)
        {
            for (var from = 0; body[from..].IndexOf(form) is >= 0 and var at; from += at + 1)
            {
                var (start, end) = (from + at, from + at + form.Length);
                if ((start == 0 || !AreAlike((char)body[start - 1], (char)body[start])) && (end == body.Length || !AreAlike((char)body[end - 1], (char)body[end]))) return start;
            }
        }

        return -1;
    }

    public bool IsIn(string text)
    {
        for (var from = 0; text.IndexOf(_text, from, StringComparison.OrdinalIgnoreCase) is >= 0 and var at; from = at + 1)
        {
            var end = at + _text.Length;
            if ((at == 0 || !AreAlike(text[at - 1], text[at])) && (end == text.Length || !AreAlike(text[end - 1], text[end]))) return true;
        }

        return false;
    }

    // Ann is not in Anna, nor 12 in 123.
    private static bool AreAlike(char left, char right) =>
        (char.IsAsciiDigit(left) && char.IsAsciiDigit(right)) || (char.IsAsciiLetter(left) && char.IsAsciiLetter(right));
}
