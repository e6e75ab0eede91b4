using System.Globalization;
using System.Text;

namespace Cloakroom.Probe.Markers;

/// <summary>One way of percent-encoding: which characters it leaves alone, in which case it writes, and whether a space is a plus.</summary>
internal sealed class PercentStyle
{
    private readonly string? _left;
    private readonly bool _isUpper;
    private readonly bool _isTwice;
    private readonly bool _isForm;

    /// <param name="left">Beside letters and digits; null to encode every byte.</param>
    /// <param name="isUpper">Case of the digits.</param>
    /// <param name="isForm">A space is a plus.</param>
    /// <param name="isTwice">The percent sign is encoded again: <c>%2540</c>.</param>
    private PercentStyle(string? left, bool isUpper, bool isForm = false, bool isTwice = false) =>
        (_left, _isUpper, _isForm, _isTwice) = (left, isUpper, isForm, isTwice);

    public static IReadOnlyList<PercentStyle> EveryByte { get; } = [new(null, true), new(null, false)];

    public static IReadOnlyList<PercentStyle> All { get; } =
    [
        .. from isUpper in new[] { true, false }
           from style in new PercentStyle[]
           {
               // RFC 3986 unreserved; JavaScript's encodeURIComponent and encodeURI; path segments; paths.
               new("-_.~", isUpper),
               new("-_.!~*'()", isUpper),
               new("-_.!~*'();/?:@&=+$,#", isUpper),
               new("-_.~!$&'()*+,;=:@", isUpper),
               new("-_.~/", isUpper),
               new("-_.~@", isUpper),
               new("", isUpper),
               // Forms: WHATWG, PHP, Python.
               new("-_.*", isUpper, isForm: true),
               new("-_.", isUpper, isForm: true),
               new("-_.~", isUpper, isForm: true),
               new("-_.!*()", isUpper, isForm: true),
               new("-_.~", isUpper, isTwice: true),
               new("-_.!~*'()", isUpper, isTwice: true),
           }
           select style,
    ];

    public string Write(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (var value in bytes)
        {
            var c = (char)value;
            if (_left is not null && (char.IsAsciiLetterOrDigit(c) || _left.Contains(c, StringComparison.Ordinal))) text.Append(c);
            else if (_isForm && c == ' ') text.Append('+');
            else text.Append(_isTwice ? "%25" : "%").Append(value.ToString(_isUpper ? "X2" : "x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
