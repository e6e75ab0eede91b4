using System.CommandLine;
using System.Globalization;
using System.Text;
using Cloakroom.Rates;

namespace Cloakroom.Bench.Rates;

/// <summary><c>rates</c>: how often normal days give notice, and how soon what is not normal does. The tables of decision 0018.</summary>
internal static class RatesCommand
{
    private const int Trials = 100;

    public static Command Create()
    {
        var days = new Option<int>("--days") { Description = "Days of each site.", DefaultValueFactory = _ => 1_000 };
        var seed = new Option<long>("--seed") { Description = "Which days.", DefaultValueFactory = _ => 1 };
        var command = new Command("rates", "Rates that should be flat: false notices on synthetic normal days, and the time to a true one.") { days, seed };
        command.SetAction(result =>
        {
            System.Console.WriteLine(new RateCost(TimeProvider.System).Measure());
            System.Console.WriteLine(FalseNotices(result.GetRequiredValue(days), (ulong)result.GetRequiredValue(seed)));
            System.Console.WriteLine(TimesToNotice((ulong)result.GetRequiredValue(seed)));
        });
        return command;
    }

    private static string FalseNotices(int days, ulong seed)
    {
        var table = new StringBuilder($"Notices in {days:N0} normal days\n\n| site |{string.Concat(RateSignals.All.Select(signal => $" {signal.Code()} |"))}\n|---|{string.Concat(RateSignals.All.Select(_ => "--:|"))}\n");
        var sums = RateSignals.All.ToDictionary(signal => signal, _ => 0);
        var all = new IReadOnlyDictionary<RateSignal, int>[SyntheticSite.All.Count];
        Parallel.For(0, all.Length, i => all[i] = RateTrial.CountNotices(SyntheticSite.All[i], days, seed + (ulong)i));
        foreach (var (site, notices) in SyntheticSite.All.Zip(all))
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"| {site.Name} |{string.Concat(RateSignals.All.Select(signal => $" {notices[signal]} |"))}");
            foreach (var signal in RateSignals.All)
                sums[signal] += notices[signal];
        }

        var total = (double)days * SyntheticSite.All.Count / 100;
        table.AppendLine(CultureInfo.InvariantCulture, $"| **in 100 days, on average** |{string.Concat(RateSignals.All.Select(signal => $" {sums[signal] / total:0.00} |"))}");
        return table.ToString();
    }

    private static string TimesToNotice(ulong seed)
    {
        (string What, RateSignal Signal, Rise Rise)[] rises =
        [
            ("sign-outs x 2", RateSignal.SignOuts, new Rise { SignOuts = 2 }),
            ("sign-outs x 3", RateSignal.SignOuts, new Rise { SignOuts = 3 }),
            ("sign-outs x 5", RateSignal.SignOuts, new Rise { SignOuts = 5 }),
            ("sign-outs x 10", RateSignal.SignOuts, new Rise { SignOuts = 10 }),
            ("foreign bindings: 10 a minute", RateSignal.ForeignBindings, new Rise { ForeignBindings = 10 }),
            ("foreign bindings: 1 a second", RateSignal.ForeignBindings, new Rise { ForeignBindings = 60 }),
            ("5 % of browsers with many sessions", RateSignal.PresenterSessions, new Rise { PresenterShare = 0.05 }),
            ("30 % of browsers with many sessions", RateSignal.PresenterSessions, new Rise { PresenterShare = 0.3 }),
            ("10 % of sessions from many networks", RateSignal.SessionNetworks, new Rise { NetworkShare = 0.1 }),
            ("50 % of sessions from many networks", RateSignal.SessionNetworks, new Rise { NetworkShare = 0.5 }),
            ("cookies on 10 % of static requests", RateSignal.CookiesOnStatic, new Rise { CookieShare = 0.1 }),
            ("cookies on 80 % of static requests", RateSignal.CookiesOnStatic, new Rise { CookieShare = 0.8 }),
        ];
        var table = new StringBuilder($"Minutes to a notice: median (the slowest of 100), and how many of 100 were noticed within an hour\n\n| what begins |{string.Concat(SyntheticSite.All.Select(site => $" {site.Name} |"))}\n|---|{string.Concat(SyntheticSite.All.Select(_ => "--:|"))}\n");
        foreach (var (what, signal, rise) in rises)
        {
            var cells = new string[SyntheticSite.All.Count];
            Parallel.For(0, cells.Length, i =>
            {
                var times = Enumerable.Range(0, Trials).Select(trial => RateTrial.MinutesToNotice(SyntheticSite.All[i], signal, rise, seed + (ulong)((i * Trials) + trial))).OfType<int>().Order().ToArray();
                cells[i] = times.Length == 0 ? "-" : times.Length < Trials / 2 ? $"{times.Length} %" : $"{times[times.Length / 2]} ({times[^1]}){(times.Length < Trials ? $", {times.Length} %" : "")}";
            });
            table.AppendLine(CultureInfo.InvariantCulture, $"| {what} |{string.Concat(cells.Select(cell => $" {cell} |"))}");
        }

        return table.ToString();
    }
}
