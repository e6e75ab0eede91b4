namespace Cloakroom.Rates;

/// <summary>What should be flat. Each is a share of something that goes up and down with traffic as it does itself, so that day and night, campaigns and deploys cancel out. Stored as numbers.</summary>
internal enum RateSignal
{
    /// <summary>Sessions ended by their users, of requests with a session.</summary>
    SignOuts = 0,

    /// <summary>Pairs of a session and a foreign presenter, each counted once a minute, of requests with a session.</summary>
    ForeignBindings = 1,

    /// <summary>Presenters with at least three sessions within ten minutes, of presenters seen.</summary>
    PresenterSessions = 2,

    /// <summary>Sessions used from at least four networks (/24, /48) within ten minutes, of sessions seen.</summary>
    SessionNetworks = 3,

    /// <summary>Requests for static routes that bring a guarded cookie, of requests for static routes.</summary>
    CookiesOnStatic = 4,
}
