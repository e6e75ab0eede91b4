namespace Cloakroom.Rates;

/// <summary>The signals in words.</summary>
internal static class RateSignals
{
    public static IReadOnlyList<RateSignal> All { get; } = Enum.GetValues<RateSignal>();

    /// <summary>As metrics, commands and documents name it.</summary>
    public static string Code(this RateSignal signal) => signal switch
    {
        RateSignal.SignOuts => "sign-outs",
        RateSignal.ForeignBindings => "foreign-bindings",
        RateSignal.PresenterSessions => "presenter-sessions",
        RateSignal.SessionNetworks => "session-networks",
        RateSignal.CookiesOnStatic => "cookies-on-static",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };

    /// <summary>What is counted, and of what.</summary>
    public static (string Counted, string Of) Words(this RateSignal signal) => signal switch
    {
        RateSignal.SignOuts => ("sign-outs", "requests with a session"),
        RateSignal.ForeignBindings => ("sessions presented with a foreign binding", "requests with a session"),
        RateSignal.PresenterSessions => ("browsers with three sessions or more within ten minutes", "browsers looked at"),
        RateSignal.SessionNetworks => ("sessions used from four networks or more within ten minutes", "sessions looked at"),
        RateSignal.CookiesOnStatic => ("static requests with a session cookie", "static requests"),
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };
}
