using Cloakroom.Cli;
using Cloakroom.Cli.Alert;
using Cloakroom.Cli.Console;
using Cloakroom.Cli.Control;
using Cloakroom.Cli.Edge;
using Cloakroom.Cli.Impact;
using Cloakroom.Cli.Incident;
using Cloakroom.Cli.Probe;
using Cloakroom.Cli.Rates;
using Cloakroom.Cli.Replay;
using Cloakroom.Edge.Configuration;
using Cloakroom.Replay.Scenarios;

var terminal = Terminal.OfThisProcess();
var setting = new ControlSetting(terminal, EdgeSources.OfThisProcess(), Operator.OfThisProcess(), TimeProvider.System);
var cloakroom = CommandLine.Root(
[
    .. ControlCommands.Create(setting),
    ReplayCommand.Create(terminal, ScenarioCatalog.Of),
    EdgeCommand.Create(terminal, EdgeSources.OfThisProcess(), EdgeProcess.RunAsync),
    ImpactCommand.Create(setting),
    IncidentCommand.Create(setting),
    RatesCommand.Create(setting),
    ProbeCommand.Create(setting, Environment.GetEnvironmentVariable),
    AlertCommand.Create(setting),
    ConsoleCommand.Create(setting),
]);
return await CommandLine.RunAsync(cloakroom, args, terminal);
