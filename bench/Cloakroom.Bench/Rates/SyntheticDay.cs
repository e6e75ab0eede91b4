using Cloakroom.Rates;

namespace Cloakroom.Bench.Rates;

/// <summary>Normal days of one site, minute by minute: what the counters would have counted. Everything in it is legitimate.</summary>
/// <remarks>
/// Day and night, restless shares, trains in which everybody changes networks at once, an office that goes onto a VPN, browsers that people take turns on, browsers whose
/// cookies are half gone and that poll, and deploys after which everybody fetches everything anew.
/// </remarks>
internal sealed class SyntheticDay(SyntheticSite site, SeededNumbers numbers)
{
    public const int Minutes = 1_440;

    private const double RequestsPerSessionMinute = 2;

    // Windows of ten minutes, so that a session in use is counted anew every ten.
    private const double WindowsPerSessionMinute = 0.1;

    // Of windows: phones that reach four networks one by one, and browsers with three sessions, whatever the reason.
    private const double RoamingShare = 0.01;
    private const double SeveralSessionsShare = 0.001;

    // Browsers whose cookies are half gone (restored profiles, cookie cleaners), a minute and session in use.
    private const double HalvesLost = 2e-6;
    private const double MeanPollingMinutes = 6;
    private const int PageAssets = 15;

    private readonly List<Event> _trains = [];
    private readonly List<int> _pollers = [];
    private double _demandDrift;
    private double _signOutDrift;
    private double _staticDrift;
    private double _networkDrift;
    private int _deployAt;
    private int _vpnAt;
    private int _bypassAt;

    /// <summary>How many times as many sign-outs, and so on, as normal; null on a normal day.</summary>
    public Func<int, Rise?>? RiseAt { get; init; }

    /// <summary>One minute of the day, from midnight on.</summary>
    public IReadOnlyDictionary<RateSignal, RateCount> Next(int minute)
    {
        if (minute == 0)
            BeginDay();
        Drift();
        var rise = RiseAt?.Invoke(minute);
        var (sinceDeploy, demand) = (minute - _deployAt, Demand(minute));
        var isDeploy = sinceDeploy is >= 0 and < 12;
        var settling = isDeploy ? Math.Exp(-sinceDeploy / 4.0) : 0;

        var requests = numbers.Poisson(site.Requests * demand * (1 + (2 * settling)));
        var inUse = site.Requests * demand / RequestsPerSessionMinute;
        return new Dictionary<RateSignal, RateCount>
        {
            [RateSignal.SignOuts] = new(SignOuts(minute, site.Requests * demand, rise), requests),
            [RateSignal.ForeignBindings] = new(Foreign(inUse) + numbers.Poisson(rise?.ForeignBindings ?? 0), requests),
            [RateSignal.PresenterSessions] = Presenters(minute, inUse, rise),
            [RateSignal.SessionNetworks] = Networks(minute, inUse, rise),
            [RateSignal.CookiesOnStatic] = Static(minute, requests, settling, rise),
        };
    }

    private void BeginDay()
    {
        _deployAt = numbers.Even() < 0.5 ? (int)numbers.Between(6 * 60, 23 * 60) : int.MaxValue / 2;
        _vpnAt = (int)numbers.Between(8.5 * 60, 9.5 * 60);
        _bypassAt = numbers.Even() < 0.15 ? (int)numbers.Between(9 * 60, 18 * 60) : int.MaxValue / 2;
    }

    /// <summary>Shares that wander: half of a drift is gone after about half an hour.</summary>
    private void Drift()
    {
        _demandDrift = Wander(_demandDrift, 0.2);
        _signOutDrift = Wander(_signOutDrift, 0.12);
        _staticDrift = Wander(_staticDrift, 0.1);
        _networkDrift = Wander(_networkDrift, 0.2);
    }

    private double Wander(double drift, double spread)
    {
        const double Kept = 0.98;
        return (drift * Kept) + (spread * Math.Sqrt(1 - (Kept * Kept)) * numbers.Normal());
    }

    private double Demand(int minute) =>
        (0.03 + Bump(minute, 10.5, 2.2) + (0.85 * Bump(minute, 15, 2.5)) + (0.5 * Bump(minute, 20, 1.8))) * Math.Exp(_demandDrift) / 1.1;

    private long SignOuts(int minute, double requests, Rise? rise)
    {
        // Noon and the end of the day: more of those who are there leave.
        var hour = 1 + ((site.LunchSignOuts - 1) * Bump(minute, 12.2, 0.5)) + (0.6 * Bump(minute, 17.2, 0.7));
        return numbers.Poisson(requests * site.SignOutShare * hour * Math.Exp(_signOutDrift) * (rise?.SignOuts ?? 1));
    }

    private long Foreign(double inUse)
    {
        for (var i = _pollers.Count - 1; i >= 0; i--)
        {
            if (--_pollers[i] <= 0)
                _pollers.RemoveAt(i);
        }

        for (var fresh = numbers.Poisson(inUse * HalvesLost); fresh > 0; fresh--)
            _pollers.Add(1 + (int)(-MeanPollingMinutes * Math.Log(1 - numbers.Even())));
        return _pollers.Count;
    }

    private RateCount Presenters(int minute, double inUse, Rise? rise)
    {
        var windows = numbers.Poisson(inUse * WindowsPerSessionMinute);
        // People take turns by the hour: a lesson begins, a shift changes.
        var turns = minute % 60 < 8 && minute is > 7 * 60 and < 18 * 60 ? site.SharedBrowsers * 0.05 : site.SharedBrowsers * 0.002;
        var many = numbers.Of(windows, SeveralSessionsShare + (rise?.PresenterShare ?? 0)) + Math.Min(numbers.Poisson(turns), site.SharedBrowsers);
        return new RateCount(many, windows + many);
    }

    private RateCount Networks(int minute, double inUse, Rise? rise)
    {
        var windows = numbers.Poisson(inUse * WindowsPerSessionMinute);
        var many = numbers.Of(windows, (site.MobileShare * RoamingShare * Math.Exp(_networkDrift)) + (rise?.NetworkShare ?? 0));
        many += Trains(minute, inUse) + Vpn(minute);
        return new RateCount(many, windows + many);
    }

    /// <summary>A train full of phones goes through tunnels and cells: for a quarter of an hour many of them change again and again.</summary>
    private long Trains(int minute, double inUse)
    {
        var travelling = inUse * site.MobileShare;
        var rush = 0.2 + Bump(minute, 8, 0.8) + Bump(minute, 17.5, 1);
        for (var fresh = numbers.Poisson(rush * 0.1); fresh > 0; fresh--)
            _trains.Add(new Event(minute, Math.Min(numbers.Between(5, 60), travelling * 0.1)));
        _trains.RemoveAll(train => minute - train.Began >= 15 || minute < train.Began);
        return _trains.Sum(train => numbers.Poisson(train.Size * 0.4 / 15));
    }

    /// <summary>An office goes onto its VPN within five minutes; of some the connection flaps until they have come from four networks.</summary>
    private long Vpn(int minute) => minute - _vpnAt is >= 0 and < 5 ? numbers.Poisson(site.OfficeSize * 0.06 / 5) : 0;

    private RateCount Static(int minute, long requests, double settling, Rise? rise)
    {
        // Once a week somebody goes past the CDN for ten minutes, to look at the application itself.
        var past = minute - _bypassAt is >= 0 and < 10 ? PageAssets * numbers.Poisson(0.4) : 0;
        // After a deploy those who are signed in fetch everything anew; everybody else comes later.
        var all = numbers.Poisson(requests * site.Assets * (1 + (8 * settling))) + past;
        var share = Math.Min(0.97, site.CookieShare * Math.Exp(_staticDrift) * (1 + (0.4 * settling)));
        return new RateCount(Math.Min(all, past + numbers.Of(all - past, Math.Max(share, rise?.CookieShare ?? 0))), all);
    }

    private static double Bump(int minute, double hour, double width)
    {
        var away = ((minute / 60.0) - hour) / width;
        return Math.Exp(-away * away / 2);
    }

    private sealed record Event(int Began, double Size);
}
