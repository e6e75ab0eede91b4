using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Cloakroom.Probe.Reports;

/// <summary>HTML that is safe by the way it is made: what is put into holes is escaped unless it is markup itself.</summary>
[InterpolatedStringHandler]
internal readonly struct Markup
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text;

    public Markup(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

    public static Markup Nothing { get; } = new(0, 0);

    public void AppendLiteral(string literal) => _text.Append(literal);

    public void AppendFormatted(Markup markup) => _text.Append(markup._text);

    public void AppendFormatted(string? text) => _text.Append(Encoder.Encode(Plain.Lines(text ?? "")));

    public void AppendFormatted(long number) => _text.Append(number.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>For coordinates: with a point, and without groups.</summary>
    public void AppendFormatted(double number) => _text.Append(number.ToString("0.##", CultureInfo.InvariantCulture));

    public void AppendFormatted(IEnumerable<Markup> many)
    {
        foreach (var one in many)
            AppendFormatted(one);
    }

    /// <summary>What is Cloakroom's own and is no HTML: the sheet of styles.</summary>
    public static Markup Own(string text)
    {
        var markup = new Markup(text.Length, 0);
        markup.AppendLiteral(text);
        return markup;
    }

    public static Markup Of(Markup markup) => markup;

    public override string ToString() => _text.ToString();
}
