using Cloakroom.Bench.Rates;
using Cloakroom.Rates;

namespace Cloakroom.Tests.Rates;

/// <summary>What decision 0018 states: how often normal days give notice, and how soon a rise does. Numbers only, and always the same.</summary>
public sealed class SyntheticDayTests
{
    private const int DaysOfEach = 60;

    [Fact]
    public void NormalDays_OfEverySite_GiveAtMostOneNoticePerSignalInAHundredDays()
    {
        var notices = SyntheticSite.All.Select((site, i) => (site.Name, Counts: RateTrial.CountNotices(site, DaysOfEach, seed: 100 + (ulong)i))).ToList();

        var days = DaysOfEach * SyntheticSite.All.Count;
        days.ShouldBeGreaterThan(400);
        foreach (var signal in RateSignals.All)
            notices.Sum(site => site.Counts[signal]).ShouldBeLessThanOrEqualTo(days / 100, $"{signal}: {string.Join(", ", notices.Select(site => $"{site.Name} {site.Counts[signal]}"))}");
    }

    /// <summary>The red twin: the same days, taken for independent events at a constant rate.</summary>
    [Fact]
    public void NormalDays_WithoutWhatTheModelsKnow_GiveFarMore()
    {
        var office = SyntheticSite.All.Single(site => site.OfficeSize > 0 && site.SharedBrowsers > 50 && site.Requests < 10_000);

        var notices = RateTrial.CountNotices(office, 20, seed: 1, _ => new RateModel(Cluster: 1, Spread: 0.01, MinCount: 1, MinShare: 0));

        notices.Values.Sum().ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData(RateSignal.SignOuts, "bank", 5)]
    [InlineData(RateSignal.ForeignBindings, "club", 1)]
    [InlineData(RateSignal.ForeignBindings, "portal", 3)]
    [InlineData(RateSignal.PresenterSessions, "shop", 3)]
    [InlineData(RateSignal.SessionNetworks, "shop", 5)]
    [InlineData(RateSignal.CookiesOnStatic, "shop", 1)]
    [InlineData(RateSignal.CookiesOnStatic, "portal", 1)]
    public void Rise_AsOfALeak_IsNoticedWithinMinutes(object signal, string site, int minutes)
    {
        var where = SyntheticSite.All.Single(other => other.Name.StartsWith(site, StringComparison.Ordinal));
        var rise = (RateSignal)signal switch
        {
            RateSignal.SignOuts => new Rise { SignOuts = 10 },
            RateSignal.ForeignBindings => new Rise { ForeignBindings = 60 },
            RateSignal.PresenterSessions => new Rise { PresenterShare = 0.3 },
            RateSignal.SessionNetworks => new Rise { NetworkShare = 0.5 },
            _ => new Rise { CookieShare = 0.8 },
        };

        for (ulong seed = 1; seed <= 5; seed++)
            RateTrial.MinutesToNotice(where, (RateSignal)signal, rise, seed).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(minutes);
    }
}
