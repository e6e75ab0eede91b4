namespace Cloakroom.Edge.Cookies;

/// <summary>A <c>Cookie</c> header that is put together, on the stack while it fits.</summary>
internal ref struct CookieHeaderText(Span<char> space)
{
    private Span<char> _space = space;
    private int _length;

    public void Add(ReadOnlySpan<char> cookie) => cookie.CopyTo(Next(cookie.Length));

    public void Add(string name, string value)
    {
        var next = Next(name.Length + 1 + value.Length);
        name.CopyTo(next);
        next[name.Length] = '=';
        value.CopyTo(next[(name.Length + 1)..]);
    }

    /// <returns>Null when nothing was added; <paramref name="original"/> itself when that is what it came to.</returns>
    public readonly string? ToHeader(string original)
    {
        var text = _space[.._length];
        return text.IsEmpty ? null : text.SequenceEqual(original) ? original : text.ToString();
    }

    private Span<char> Next(int length)
    {
        var separated = _length == 0 ? length : length + 2;
        if (_space.Length - _length < separated)
        {
            var larger = new char[Math.Max(_length + separated, 2 * _space.Length)];
            _space[.._length].CopyTo(larger);
            _space = larger;
        }

        if (_length > 0)
        {
            "; ".CopyTo(_space[_length..]);
            _length += 2;
        }

        var next = _space.Slice(_length, length);
        _length += length;
        return next;
    }
}
