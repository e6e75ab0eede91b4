using System.CommandLine;
using System.CommandLine.Parsing;
using Cloakroom.Cli.Control;

namespace Cloakroom.Cli.Rates;

/// <summary><c>cloakroom rates</c>: which rates were not as they had been.</summary>
internal static class RatesCommand
{
    public static Command Create(ControlSetting setting)
    {
        var control = new ControlOptions();
        var store = new StoreChoice();
        var from = TimeOption.Create("--from", "From when on, in UTC unless it says otherwise. Default: as far back as there are any.", "2026-03-01T09:15");
        var to = TimeOption.Create("--to", "Until when. Default: now.", "2026-03-01T10:00");
        var command = new Command("rates", "Rates that should be flat and were not, each against its own two hours before. They inform; look at cloakroom incident list for what is certain.")
        {
            control.Last, from, to, control.Format,
        };
        store.AddTo(command);
        command.Validators.Add(result =>
        {
            if (TimeOption.Given(result, from) > TimeOption.Given(result, to))
                result.AddError("--from is later than --to.");
        });
        command.SetAction((parsed, cancellationToken) => ControlSession.RunAsync(
            setting,
            () => store.Find(parsed, setting.Environment),
            async session =>
            {
                var until = parsed.GetValue(to) ?? setting.Time.GetUtcNow();
                var notices = await session.Calls.ReadAsync(
                    "read-rate-notices",
                    token => session.Store.ReadRateNoticesAsync(parsed.GetValue(from) ?? DateTimeOffset.UnixEpoch, until, parsed.GetValue(control.Last), token),
                    cancellationToken);
                RateReport.WriteList(setting.Terminal, notices, parsed.GetValue(control.Format));
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }
}
