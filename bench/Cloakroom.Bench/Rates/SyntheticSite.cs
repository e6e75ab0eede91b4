namespace Cloakroom.Bench.Rates;

/// <summary>A kind of site, and what is normal there.</summary>
/// <param name="Name">In words.</param>
/// <param name="Requests">A minute with a session, in the busiest hour.</param>
/// <param name="Assets">Static requests for each.</param>
/// <param name="SignOutShare">Of requests with a session, one in the middle of the morning.</param>
/// <param name="LunchSignOuts">How many times as many at noon.</param>
/// <param name="MobileShare">Of sessions, those on phones that travel.</param>
/// <param name="CookieShare">Of static requests, those with a session cookie: 0 behind a CDN that strips them.</param>
/// <param name="OfficeSize">People who go onto a VPN together in the morning; 0 for none.</param>
/// <param name="SharedBrowsers">Browsers that many people take turns on (a counter, a ward, a classroom).</param>
internal sealed record SyntheticSite(
    string Name, double Requests, double Assets, double SignOutShare, double LunchSignOuts, double MobileShare, double CookieShare, int OfficeSize, int SharedBrowsers)
{
    /// <summary>From a request a minute to a thousand a second.</summary>
    public static IReadOnlyList<SyntheticSite> All { get; } =
    [
        new("club, a request a minute", 1, 3, 0.01, 1.5, 0.3, 0, 0, 0),
        new("practice, behind no CDN", 20, 4, 0.02, 1.7, 0.1, 0.7, 0, 5),
        new("office of 500, one address, VPN", 600, 2, 0.01, 1.8, 0.05, 0.85, 500, 10),
        new("shop, on phones, behind a CDN", 3_000, 6, 0.003, 1.2, 0.6, 0, 0, 0),
        new("commuters' timetable, on phones", 6_000, 2, 0.001, 1.1, 0.9, 0.4, 0, 0),
        new("bank, everybody signs out", 3_000, 3, 0.07, 1.6, 0.4, 0.001, 0, 0),
        new("school, shared rooms", 1_200, 3, 0.04, 1.8, 0.1, 0.6, 300, 60),
        new("portal, a thousand a second", 60_000, 4, 0.004, 1.4, 0.5, 0.0005, 500, 100),
    ];
}
