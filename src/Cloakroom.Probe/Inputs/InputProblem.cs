namespace Cloakroom.Probe.Inputs;

/// <summary>One thing that is wrong in a file that somebody wrote. Never quotes a value from it: that may be a password.</summary>
/// <param name="File">Its name as given, or where the text came from.</param>
/// <param name="Line">From 1; 0 when it is about the file as a whole.</param>
/// <param name="Path">Where in JSON, <c>signIn[1].extract.csrf</c>; null elsewhere.</param>
/// <param name="What">What is wrong, as a sentence.</param>
/// <param name="Remedy">What to do, as a sentence.</param>
internal sealed record InputProblem(string File, int Line, string? Path, string What, string Remedy)
{
    public override string ToString()
    {
        var place = Line > 0 ? $"{Shown(File)}:{Line}" : Shown(File);
        return $"{place}: {(string.IsNullOrEmpty(Path) ? "" : $"{Shown(Path)}: ")}{What} {Remedy}".TrimEnd();
    }

    /// <summary>A name as it may be shown: on one line, and not endless.</summary>
    public static string Shown(string text)
    {
        const int longest = 200;
        var plain = string.Concat(text.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c));
        return plain.Length > longest ? $"{plain.AsSpan(0, longest)}…" : plain;
    }
}
