using Cloakroom.Cli;
using Cloakroom.Cli.Replay;
using Cloakroom.Replay.Scenarios;

var terminal = Terminal.OfThisProcess();
var cloakroom = CommandLine.Root(
    ReplayCommand.Create(terminal, ScenarioCatalog.Of));
return await CommandLine.RunAsync(cloakroom, args, terminal);
