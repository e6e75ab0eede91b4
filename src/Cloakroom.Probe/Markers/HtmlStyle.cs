using System.Globalization;
using System.Text;

namespace Cloakroom.Probe.Markers;

/// <summary>One way of writing text in HTML or XML: what it does with the ASCII characters that matter, and with all others.</summary>
internal sealed class HtmlStyle
{
    private const string Basic = "& &amp; < &lt; > &gt;";

    // Names of the second half of Latin-1, from U+00A0.
    private static readonly string[] LatinNames =
        ("nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 " +
         "frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc " +
         "Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave " +
         "iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml").Split(' ');

    private static readonly Func<Rune, string?> Decimal = rune => string.Create(CultureInfo.InvariantCulture, $"&#{rune.Value};");
    private static readonly Func<Rune, string?> LowerHex = rune => string.Create(CultureInfo.InvariantCulture, $"&#x{rune.Value:x};");
    private static readonly Func<Rune, string?> UpperHex = rune => string.Create(CultureInfo.InvariantCulture, $"&#x{rune.Value:X};");
    private static readonly Func<Rune, string?> Raw = _ => null;

    private readonly string?[] _ascii;
    private readonly Func<Rune, string?> _others;

    private HtmlStyle(Func<Rune, string?> ascii, Func<Rune, string?> others) =>
        (_ascii, _others) = ([.. Enumerable.Range(0, 128).Select(c => ascii(new Rune(c)))], others);

    /// <summary>Those that go together with other escapes: Razor's, most templates', and what is written as text.</summary>
    public static IReadOnlyList<HtmlStyle> Usual { get; } =
    [
        new(Table(Basic), Raw),
        new(Table(Basic + " \" &quot; ' &#39;"), Raw),
        new(Table(Basic + " \" &quot; ' &#x27;"), Raw),
        new(Table(Basic + " \" &quot; ' &#039;"), Raw),
    ];

    /// <summary>Those that write no character as it is.</summary>
    public static IReadOnlyList<HtmlStyle> EveryCharacter { get; } = [new(Decimal, Decimal), new(LowerHex, LowerHex), new(UpperHex, UpperHex)];

    private static readonly HtmlStyle[] ForAscii = [.. AsciiStyles().Select(ascii => new HtmlStyle(ascii, Raw))];

    private static readonly HtmlStyle[] ForAny =
    [
        .. from ascii in AsciiStyles()
           from others in new[] { Raw, Named(Raw), Named(Decimal), Latin(Decimal), Decimal, LowerHex, UpperHex }
           select new HtmlStyle(ascii, others),
    ];

    /// <summary>Those that can differ for a text.</summary>
    public static IReadOnlyList<HtmlStyle> For(string value) => Ascii.IsValid(value) ? ForAscii : ForAny;

    public string Write(string value)
    {
        var text = new StringBuilder(value.Length * 2);
        foreach (var rune in value.EnumerateRunes())
        {
            if ((rune.IsAscii ? _ascii[rune.Value] : _others(rune)) is { } reference) text.Append(reference);
            else text.Append(rune);
        }

        return text.ToString();
    }

    private static IEnumerable<Func<Rune, string?>> AsciiStyles() =>
    [
        Table(Basic),
        Table(Basic + " \" &quot;"),
        Table(Basic + " \" &quot; ' &#39;"),
        // PHP
        Table(Basic + " \" &quot; ' &#039;"),
        Table(Basic + " \" &quot; ' &apos;"),
        // Python, React
        Table(Basic + " \" &quot; ' &#x27;"),
        // Markupsafe, Go
        Table(Basic + " \" &#34; ' &#39;"),
        Table(Basic + " \" &#34; ' &#39; + &#43;"),
        // ASP.NET Core
        Table(Basic + " \" &quot; ' &#x27; + &#x2B;"),
        Table(Basic + " \" &quot; ' &#x27; + &#x2B; ` &#x60;"),
        // Handlebars, Mustache, Angular
        Table(Basic + " \" &quot; ' &#x27; ` &#x60; = &#x3D;"),
        Table(Basic + " \" &quot; ' &#39; / &#x2F; ` &#x60; = &#x3D;"),
        Table(Basic + " \" &quot; ' &#x27; / &#x2F;"),
        // Wikis and mail addresses
        rune => rune.Value == ' ' ? "&nbsp;" : Table(Basic + " \" &quot; ' &#39;")(rune),
        rune => rune.Value == ' ' ? "\u00a0" : Table(Basic + " \" &quot; ' &#39;")(rune),
        Table(Basic + " \" &quot; ' &apos; @ &commat; . &period; + &plus; _ &lowbar; / &sol; = &equals; : &colon; , &comma; ! &excl; # &num; $ &dollar; % &percnt; ( &lpar; ) &rpar; * &ast; ? &quest; ; &semi;"),
        Table(Basic + " \" &quot; ' &#39; @ &#64;"),
        Table(Basic + " \" &quot; ' &#39; @ &#x40;"),
        // OWASP's, and XML writers
        rune => Rune.IsLetterOrDigit(rune) ? null : Decimal(rune),
        rune => Rune.IsLetterOrDigit(rune) ? null : LowerHex(rune),
        rune => Rune.IsLetterOrDigit(rune) ? null : UpperHex(rune),
        rune => "&<>\"'".Contains((char)rune.Value, StringComparison.Ordinal) ? Decimal(rune) : null,
        rune => "&<>\"'".Contains((char)rune.Value, StringComparison.Ordinal) ? LowerHex(rune) : null,
    ];

    private static Func<Rune, string?> Named(Func<Rune, string?> otherwise) =>
        rune => rune.Value is >= 0xa0 and <= 0xff ? $"&{LatinNames[rune.Value - 0xa0]};" : otherwise(rune);

    // The framework's WebUtility: Latin-1 and what takes two UTF-16 units as numbers, the rest as it is.
    private static Func<Rune, string?> Latin(Func<Rune, string?> write) => rune => rune.Value is <= 0xff or > 0xffff ? write(rune) : null;

    /// <param name="pairs">Character and what stands for it, in turn.</param>
    private static Func<Rune, string?> Table(string pairs)
    {
        var parts = pairs.Split(' ');
        return rune =>
        {
            for (var i = 0; i < parts.Length; i += 2)
            {
                if (parts[i][0] == rune.Value) return parts[i + 1];
            }

            return null;
        };
    }
}
