namespace Cloakroom.Probe.Markers;

/// <summary>How a site wrote a marker.</summary>
internal enum MarkerForm
{
    /// <summary>As it is, in UTF-8.</summary>
    Plain,

    /// <summary>As it is, one byte a character.</summary>
    Latin1,

    /// <summary>As it is, two bytes a character, in either order.</summary>
    Utf16,

    /// <summary>With character references: <c>&amp;amp;</c>, <c>&amp;#39;</c>, <c>&amp;#x27;</c>.</summary>
    Html,

    /// <summary>With the escapes of JSON and JavaScript: <c>\u00e9</c>, <c>\/</c>, <c>\x27</c>.</summary>
    Script,

    /// <summary>HTML in a string of JSON or JavaScript, or the other way round.</summary>
    HtmlAndScript,

    /// <summary>As in URLs and forms: <c>%C3%A9</c>, <c>+</c>; once or twice over.</summary>
    Percent,

    /// <summary>Part of something in base64 or base64url.</summary>
    Base64,

    /// <summary>Two hexadecimal digits a byte.</summary>
    Hex,
}

internal static class MarkerFormNames
{
    /// <summary>How reports call it.</summary>
    public static string Words(this MarkerForm form) => form switch
    {
        MarkerForm.Plain => "as it is",
        MarkerForm.Latin1 => "in Latin-1",
        MarkerForm.Utf16 => "in UTF-16",
        MarkerForm.Html => "with HTML character references",
        MarkerForm.Script => "with JSON or JavaScript escapes",
        MarkerForm.HtmlAndScript => "with HTML references and JavaScript escapes",
        MarkerForm.Percent => "percent-encoded",
        MarkerForm.Base64 => "in base64",
        MarkerForm.Hex => "in hexadecimal",
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, null),
    };
}
