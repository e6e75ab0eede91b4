namespace Cloakroom.Probe.Checks;

/// <summary>A text in which <c>*</c> stands for any characters, also none; compared as a whole.</summary>
internal sealed class Wildcard(string pattern, StringComparison comparison = StringComparison.Ordinal)
{
    private readonly string[] _parts = pattern.Split('*');

    public bool Matches(ReadOnlySpan<char> text)
    {
        if (_parts.Length == 1) return text.Equals(_parts[0], comparison);
        if (!text.StartsWith(_parts[0], comparison)) return false;
        text = text[_parts[0].Length..];
        // The earliest place will do for all but the last part, which must stand at the end.
        foreach (var part in _parts.AsSpan(1, _parts.Length - 2))
        {
            var at = text.IndexOf(part, comparison);
            if (at < 0) return false;
            text = text[(at + part.Length)..];
        }

        return text.EndsWith(_parts[^1], comparison);
    }
}
