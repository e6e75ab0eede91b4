using Cloakroom.Cli;
using Cloakroom.Cli.Edge;
using Cloakroom.Cli.Replay;
using Cloakroom.Edge.Configuration;
using Cloakroom.Replay.Scenarios;

var terminal = Terminal.OfThisProcess();
var cloakroom = CommandLine.Root(
    ReplayCommand.Create(terminal, ScenarioCatalog.Of),
    EdgeCommand.Create(terminal, EdgeSources.OfThisProcess(), NotYet));
return await CommandLine.RunAsync(cloakroom, args, terminal);

static Task NotYet(EdgeSources sources, EdgeOptions options, Action started, CancellationToken cancellationToken) =>
    throw new IOException("The edge's server is not part of this build yet.");
