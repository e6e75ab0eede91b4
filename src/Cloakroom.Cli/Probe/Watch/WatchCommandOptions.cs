using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Cloakroom.Cli.Alert;
using Cloakroom.Cli.Control;

namespace Cloakroom.Cli.Probe.Watch;

/// <summary>The options of <c>cloakroom probe watch</c>: those of a run that make sense for many, gentler, and where findings go.</summary>
internal sealed class WatchCommandOptions
{
    public WatchCommandOptions()
    {
        Probe.Rate.DefaultValueFactory = _ => 2;
        Probe.Rate.Description = "Requests a second, at most.";
        Probe.MaxRequests.DefaultValueFactory = _ => 5_000;
        Probe.MaxRequests.Description = "Requests, at most, in a round.";
        Probe.MaxBytes.Description = "Bytes of answers, at most, in a round.";
        Probe.MaxPages.DefaultValueFactory = _ => 10;
        Probe.MaxPages.Description = "Pages that are found by following links.";
        Probe.MaxAssets.DefaultValueFactory = _ => 20;
        Probe.MaxAssets.Description = "Scripts, styles, images and the like.";
        Probe.Time.Description = "How long a round may take, such as 10m. What is left then is said to be untested. Default: 10m.";
        Probe.Seed.Description = "Of the first round; each further one has the next.";
    }

    /// <summary>What is asked, as a run has it.</summary>
    public ProbeCommandOptions Probe { get; } = new();

    public StoreChoice Store { get; } = new();

    public AlertSource Alerts { get; } = new();

    public Option<TimeSpan> Every { get; } = new("--every")
    {
        Description = "From the beginning of a round to the next one's, such as 30s, 5m or 1h.",
        HelpName = "5m",
        DefaultValueFactory = _ => TimeSpan.FromMinutes(5),
        CustomParser = result => ProbeCommandOptions.Duration(result) ?? default,
    };

    public Option<int?> Rounds { get; } = new("--rounds")
    {
        Description = "End after so many. Default: go on until stopped.",
        HelpName = "n",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return number;
            result.AddError($"--rounds {Text.Printable(text)}: not understood; give a whole number from 1.");
            return null;
        },
    };

    public Option<bool> UntilLeak { get; } = new("--until-leak") { Description = "End with exit status 1 when something has leaked, so that a script can act on it: close sign-in, roll back." };

    public Option<bool> Json { get; } = new("--json") { Description = "One line of JSON a round on standard output." };

    public Option<string?> Health { get; } = new("--health") { Description = "Write how it does into this file after each round, for supervisors: its state is testing or untested.", HelpName = "probe-health.json" };

    public IEnumerable<Option> All =>
    [
        Probe.Accounts, Probe.Jars, Probe.Scenario, Every, Probe.Rate, Probe.Time, Probe.MaxRequests, Probe.MaxBytes, Probe.MaxPages, Probe.MaxAssets, Probe.Background, Probe.Tactics, Probe.Seed,
        Probe.Hosts, Probe.Exclude, Probe.Robots, Probe.Headers, Probe.Insecure, Rounds, UntilLeak, Json, Health, Alerts.Settings,
    ];
}
