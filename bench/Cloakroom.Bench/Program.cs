using System.CommandLine;
using Cloakroom.Bench.Alerts;
using Cloakroom.Bench.Console;
using Cloakroom.Bench.Detect;
using Cloakroom.Bench.Edge;
using Cloakroom.Bench.Impact;
using Cloakroom.Bench.Load;
using Cloakroom.Bench.Million;
using Cloakroom.Bench.Pieces;
using Cloakroom.Bench.Probe;
using Cloakroom.Bench.Rates;
using Cloakroom.Bench.Servers;
using Cloakroom.Bench.Uses;

var root = new RootCommand("How fast Cloakroom is, beside what it stands in for.")
{
    PiecesCommand.Create(),
    LoadCommand.Create(),
    MillionCommand.Create(),
    UsesCommand.Create(),
    AlertsCommand.Create(),
    ConsoleCommand.Create(),
    RatesCommand.Create(),
    DetectCommand.Create(),
    ImpactCommand.Create(),
    ServeCommand.Create(),
    EdgeCommand.Create(),
    EdgeMillionCommand.Create(),
    EdgeServeCommand.Create(),
    ProbeTransportCommand.Create(),
    ProbeServeCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
