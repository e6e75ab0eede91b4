using System.CommandLine;
using Cloakroom.Edge.Configuration;

namespace Cloakroom.Cli.Edge;

/// <summary><c>cloakroom edge</c>: the guard in front of any application.</summary>
internal static class EdgeCommand
{
    public static Command Create(Terminal terminal, IReadOnlyDictionary<string, string> environment)
    {
        var options = new EdgeCommandOptions();
        var command = new Command("edge", "Guard an application's sessions: a proxy that knows nothing about it beyond the name of its session cookie.");
        foreach (var option in options.All) command.Add(option);
        command.SetAction((parsed, _) => Task.FromResult(Run(terminal, EdgeConfiguration.Read(options.Sources(parsed, environment)))));
        return command;
    }

    private static int Run(Terminal terminal, EdgeConfigurationResult configuration)
    {
        foreach (var problem in configuration.Problems) terminal.Error.WriteLine($"{(problem.IsError ? "error" : "warning")}: {problem}");
        return configuration.Options is null ? ExitCode.Failure : ExitCode.Success;
    }
}
