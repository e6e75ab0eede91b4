using System.Text;

namespace Cloakroom.Probe.Findings;

/// <summary>A stretch of a text: as it was, or what stands for a secret and is never cut or searched again.</summary>
internal readonly record struct RedactedPiece(string Text, bool IsName)
{
    /// <summary>Joins pieces; angle quotes of the site's own cannot pass for names.</summary>
    public static string Join(IEnumerable<RedactedPiece> pieces)
    {
        var text = new StringBuilder();
        foreach (var piece in pieces)
            text.Append(piece.Shown);
        return text.ToString();
    }

    /// <summary>What is left when the names are gone.</summary>
    public static string Bare(IEnumerable<RedactedPiece> pieces) => string.Concat(pieces.Select(piece => piece.IsName ? "\u2039\u203a" : piece.Text));

    /// <summary>As long as the piece.</summary>
    public string Shown => IsName ? Text : Reports.Plain.Line(Text).Replace('‹', '<').Replace('›', '>');

    /// <summary>At most <paramref name="length"/> letters around a place, with no name cut in two.</summary>
    public static string Cut(IReadOnlyList<RedactedPiece> pieces, int focus, int length)
    {
        var text = Join(pieces);
        if (text.Length <= length)
            return text;
        var room = length - 2;
        var from = Math.Clamp(focus - (room * 2 / 5), 0, Math.Max(0, text.Length - room));
        var to = Math.Min(text.Length, from + room);
        var at = 0;
        foreach (var piece in pieces)
        {
            var end = at + piece.Text.Length;
            if (piece.IsName && at < from && from < end)
                from = end;
            if (piece.IsName && at < to && to < end)
                to = at;
            at = end;
        }

        if (from < to && char.IsLowSurrogate(text[from]))
            from++;
        if (from < to && char.IsHighSurrogate(text[to - 1]))
            to--;
        return from >= to ? "…" : (from > 0 ? "…" : "") + text[from..to] + (to < text.Length ? "…" : "");
    }
}
