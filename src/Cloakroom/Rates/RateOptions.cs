namespace Cloakroom.Rates;

/// <summary>Rates that should be flat: each is compared with its own last two hours, and a notice is kept when it is not as it was. Notices inform; they open no incident and send no alert.</summary>
public sealed class RateOptions
{
    /// <summary>Whether rates are watched at all. Default: true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether sign-outs are. Switch it off where everybody signs out at the same hour, as at the end of a shift. Default: true.</summary>
    public bool SignOuts { get; set; } = true;

    /// <summary>Whether sessions presented with a foreign binding are. Default: true.</summary>
    public bool ForeignBindings { get; set; } = true;

    /// <summary>Whether browsers with many sessions are. Default: true.</summary>
    public bool PresenterSessions { get; set; } = true;

    /// <summary>Whether sessions that are used from many networks are. The networks are kept in memory, as keyed hashes, for ten minutes. Default: true.</summary>
    public bool SessionNetworks { get; set; } = true;

    /// <summary>Whether session cookies on static routes are. Default: true.</summary>
    public bool CookiesOnStatic { get; set; } = true;

    internal bool Watches(RateSignal signal) => Enabled && signal switch
    {
        RateSignal.SignOuts => SignOuts,
        RateSignal.ForeignBindings => ForeignBindings,
        RateSignal.PresenterSessions => PresenterSessions,
        RateSignal.SessionNetworks => SessionNetworks,
        RateSignal.CookiesOnStatic => CookiesOnStatic,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };
}
