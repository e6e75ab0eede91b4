using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cloakroom.Probe.Markers;

/// <summary>All the ways in which a site may write a text, as bytes. Every style is that of encoders in use; those that write it alike count once.</summary>
internal sealed class MarkerForms
{
    /// <summary>Shorter ones are left out: they are in too much else. A marker has at least as many characters.</summary>
    public const int MinLength = 6;

    private static readonly SearchValues<char> NeverEscaped = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private readonly Dictionary<string, MarkerForm> _forms = new(StringComparer.Ordinal);
    private readonly int _minLength;

    private MarkerForms(string value, bool isWhole, int minLength = MinLength)
    {
        _minLength = minLength;
        // The simplest first: a text that needs no escapes has the same bytes in most styles, and is then plain.
        Add(value, MarkerForm.Plain);
        if (isWhole) AddEveryCharacter(value);
        if (value.AsSpan().ContainsAnyExcept(NeverEscaped)) AddEscaped(value);
        // What is in base64 is mostly JSON, and JSON is mostly escaped to ASCII.
        foreach (var text in ScriptStyle.Usual.Select(style => style.Write(value)).Prepend(value).Distinct())
        {
            foreach (var bytes in Encoded(text)) AddBase64(bytes);
        }
    }

    /// <summary>Each form once, under the simplest name it has.</summary>
    public static IReadOnlyList<(byte[] Bytes, MarkerForm Form)> Of(string value) => new MarkerForms(value, isWhole: true).List();

    /// <summary>Without those that escape or encode every character. For values of cookies: they come by the thousand, and pages show them plainly if at all.</summary>
    public static IReadOnlyList<(byte[] Bytes, MarkerForm Form)> OfCookie(string value) => new MarkerForms(value, isWhole: false).List();

    /// <summary>Those of <see cref="Of"/>, and some that are too rare to look for in every response: for taking a text out of what is shown.</summary>
    /// <param name="value">Of any length.</param>
    /// <param name="minLength">Shorter forms are left out.</param>
    public static IReadOnlyList<(byte[] Bytes, MarkerForm Form)> OfSecret(string value, int minLength)
    {
        var forms = new MarkerForms(value, isWhole: true, minLength);
        forms.AddRare(value);
        return forms.List();
    }

    private IReadOnlyList<(byte[] Bytes, MarkerForm Form)> List() => [.. _forms.Select(form => (Encoding.Latin1.GetBytes(form.Key), form.Value))];

    private void AddEveryCharacter(string value)
    {
        AddBytes(Encoding.Unicode.GetBytes(value), MarkerForm.Utf16);
        AddBytes(Encoding.BigEndianUnicode.GetBytes(value), MarkerForm.Utf16);
        foreach (var style in HtmlStyle.EveryCharacter) Add(style.Write(value), MarkerForm.Html);
        foreach (var style in ScriptStyle.EveryCharacter) Add(style.Write(value), MarkerForm.Script);
        foreach (var bytes in Encoded(value))
        {
            foreach (var style in PercentStyle.EveryByte) Add(style.Write(bytes), MarkerForm.Percent);
            AddBytes(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)), MarkerForm.Hex);
            AddBytes(Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)), MarkerForm.Hex);
        }
    }

    private void AddRare(string value)
    {
        Add(new string([.. value.Reverse()]), MarkerForm.Plain);
        if (Ascii.IsValid(value)) return;
        // Half a surrogate pair is nothing that has another form.
        if (!value.EnumerateRunes().Contains(Rune.ReplacementChar))
        {
            Add(value.Normalize(NormalizationForm.FormC), MarkerForm.Plain);
            Add(value.Normalize(NormalizationForm.FormD), MarkerForm.Plain);
        }

        // What takes two units in UTF-16 by the number of each, and what takes several bytes in UTF-8 by those.
        Add(string.Concat(value.Select(unit => string.Create(CultureInfo.InvariantCulture, $"&#{(int)unit};"))), MarkerForm.Html);
        Add(string.Concat(value.Select(unit => string.Create(CultureInfo.InvariantCulture, $"&#x{(int)unit:x};"))), MarkerForm.Html);
        Add(string.Concat(value.Select(unit => char.IsSurrogate(unit) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}") : $"{unit}")), MarkerForm.Script);
        Add(string.Concat(Encoding.UTF8.GetBytes(value).Select(one => string.Create(CultureInfo.InvariantCulture, $"\\x{one:x2}"))), MarkerForm.Script);
    }

    private void AddEscaped(string value)
    {
        foreach (var style in HtmlStyle.For(value)) Add(style.Write(value), MarkerForm.Html);
        foreach (var style in ScriptStyle.For(value)) Add(style.Write(value), MarkerForm.Script);
        foreach (var html in HtmlStyle.Usual)
        {
            foreach (var script in ScriptStyle.Usual)
            {
                Add(script.Write(html.Write(value)), MarkerForm.HtmlAndScript);
                Add(html.Write(script.Write(value)), MarkerForm.HtmlAndScript);
            }
        }

        // What was escaped already is escaped once more by who takes it for text.
        foreach (var html in HtmlStyle.Usual.Select(style => style.Write(value)).Distinct().ToArray())
        {
            foreach (var style in HtmlStyle.Usual) Add(style.Write(html), MarkerForm.Html);
        }

        foreach (var script in ScriptStyle.Usual.Select(style => style.Write(value)).Distinct().ToArray())
        {
            foreach (var style in ScriptStyle.Usual) Add(style.Write(script), MarkerForm.Script);
        }

        foreach (var bytes in Encoded(value))
        {
            foreach (var style in PercentStyle.All) Add(style.Write(bytes), MarkerForm.Percent);
        }
    }

    /// <summary>In UTF-8, and in Latin-1 where that is something else.</summary>
    private static IEnumerable<byte[]> Encoded(string text)
    {
        yield return Encoding.UTF8.GetBytes(text);
        if (!Ascii.IsValid(text) && text.All(c => c <= '\xff')) yield return Encoding.Latin1.GetBytes(text);
    }

    private void Add(string text, MarkerForm form)
    {
        foreach (var bytes in Encoded(text))
        {
            AddBytes(bytes, form);
            if (form == MarkerForm.Plain) form = MarkerForm.Latin1;
        }
    }

    private void AddBase64(byte[] bytes)
    {
        for (var before = 0; before < 3; before++)
        {
            // What stands before and after is unknown, so only the characters that depend on nothing else are searched.
            var padded = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var first = before switch { 0 => 0, 1 => 2, _ => 3 };
            var last = (before + bytes.Length) * 8 / 6;
            var text = padded[first..last];
            AddText(text);
            if (!text.AsSpan().ContainsAny('+', '/')) continue;
            AddText(text.Replace('+', '-').Replace('/', '_'));
            AddText(text.Replace("/", "\\/", StringComparison.Ordinal));
            AddText(text.Replace("+", "%2B", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal));
            AddText(text.Replace("+", "%2b", StringComparison.Ordinal).Replace("/", "%2f", StringComparison.Ordinal));
            AddText(text.Replace("+", "\\u002B", StringComparison.Ordinal));
            AddText(text.Replace("+", "&#x2B;", StringComparison.Ordinal));
        }

        void AddText(string text) => AddBytes(Encoding.ASCII.GetBytes(text), MarkerForm.Base64);
    }

    private void AddBytes(byte[] bytes, MarkerForm form)
    {
        // Latin-1 makes of every byte one character: a key that compares by content.
        if (bytes.Length >= _minLength) _forms.TryAdd(Encoding.Latin1.GetString(bytes), form);
    }
}
