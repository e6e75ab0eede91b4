using System.ComponentModel;
using Cloakroom.Rates;

namespace Cloakroom.Edge.Configuration;

/// <summary>Which rates are compared with their own recent past.</summary>
internal sealed class EdgeRateOptions
{
    [Description("Whether rates are watched at all. Default: true.")]
    public bool Enabled { get; set; } = true;

    [Description("Requests for sign-out paths with a session. Switch it off where everybody signs out at the same hour, as at the end of a shift. Default: true.")]
    public bool SignOuts { get; set; } = true;

    [Description("Sealed cookies with another browser's binding, or none. Default: true.")]
    public bool ForeignBindings { get; set; } = true;

    [Description("Browsers with three sessions or more within ten minutes. Default: true.")]
    public bool PresenterSessions { get; set; } = true;

    [Description("Sessions used from four networks (/24, /48) or more within ten minutes. Networks are kept in memory, as keyed hashes, for ten minutes, and nowhere else. Default: true.")]
    public bool SessionNetworks { get; set; } = true;

    [Description("Guarded cookies on static paths. Default: true.")]
    public bool CookiesOnStatic { get; set; } = true;

    public RateOptions ToLibrary() => new()
    {
        Enabled = Enabled,
        SignOuts = SignOuts,
        ForeignBindings = ForeignBindings,
        PresenterSessions = PresenterSessions,
        SessionNetworks = SessionNetworks,
        CookiesOnStatic = CookiesOnStatic,
    };
}
