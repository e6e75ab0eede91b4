using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Cloakroom.Edge.Configuration;

/// <summary>One cookie of the application, or a family of them.</summary>
internal sealed class GuardedCookieOptions
{
    [Description("The cookie's name, with * for any characters: connect.sid, wordpress_logged_in_*. Chunks (NAME.0, NAMEC1) belong to it.")]
    [Required]
    public string Name { get; set; } = "";

    [Description("Whether browsers get it sealed. Default: true. False for cookies that scripts must read, which are then guarded on routes only.")]
    public bool Seal { get; set; } = true;

    [Description("What is in it: Identifier (one value, one browser: a second issue is a mix-up), State (the session itself, which two browsers may share by chance), or Auto (the default: State when the value reads as JSON, JWT or the like).")]
    public CookieContent Content { get; set; }

    [Description("The fewest characters of an identifier that is not degenerate. Default: 16.")]
    [Range(1, 4096)]
    public int MinLength { get; set; } = 16;

    [Description("Attributes for a cookie of before the edge was there, whose own are not known (adoption).")]
    public AdoptedAttributeOptions Adopted { get; set; } = new();
}
