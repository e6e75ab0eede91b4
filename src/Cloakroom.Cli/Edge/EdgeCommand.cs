using System.CommandLine;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Configuration.Explanation;
using Cloakroom.Edge.Configuration.Schema;

namespace Cloakroom.Cli.Edge;

/// <summary><c>cloakroom edge</c>: the guard in front of any application.</summary>
internal static class EdgeCommand
{
    public static Command Create(Terminal terminal, IReadOnlyDictionary<string, string> environment, EdgeRun run, TimeProvider? time = null)
    {
        var options = new EdgeCommandOptions();
        var clock = time ?? TimeProvider.System;
        var command = new ServerCommand("edge", "Guard an application's sessions: a proxy that knows nothing about it beyond the name of its session cookie.");
        foreach (var option in options.All) command.Add(option);
        command.Validators.Add(options.Validate);
        command.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(options.Schema))
                return Task.FromResult(Print(terminal));
            var sources = options.Sources(parsed, environment);
            var configuration = EdgeConfiguration.Read(sources, clock);
            if (configuration.Options is not { } valid)
                return Task.FromResult(Refuse(terminal, configuration));
            return parsed.GetValue(options.Check)
                ? Task.FromResult(Explain(terminal, configuration, valid, parsed.GetValue(options.Paths) ?? [], clock))
                : RunAsync(terminal, run, sources, configuration, valid, cancellationToken);
        });
        return command;
    }

    private static int Print(Terminal terminal)
    {
        terminal.Out.Write(EdgeSchema.Text);
        return ExitCode.Success;
    }

    private static int Refuse(Terminal terminal, EdgeConfigurationResult configuration)
    {
        foreach (var error in configuration.Errors) terminal.Error.WriteLine($"error: {error}");
        foreach (var warning in configuration.Warnings) terminal.Error.WriteLine($"warning: {warning}");
        var count = configuration.Errors.Count();
        terminal.Error.WriteLine($"cloakroom: the configuration has {count} error{(count == 1 ? "" : "s")}; nothing was started.");
        return ExitCode.Failure;
    }

    private static int Explain(Terminal terminal, EdgeConfigurationResult configuration, EdgeOptions options, IEnumerable<string> paths, TimeProvider time)
    {
        ExplanationView.Write(terminal, EdgeExplanation.Explain(options, paths, time));
        foreach (var warning in configuration.Warnings) terminal.Error.WriteLine($"warning: {warning}");
        var count = configuration.Warnings.Count();
        terminal.Out.WriteLine($"The configuration is valid{(count == 0 ? "" : $", with {count} warning{(count == 1 ? "" : "s")}")}.");
        return ExitCode.Success;
    }

    private static async Task<int> RunAsync(
        Terminal terminal, EdgeRun run, EdgeSources sources, EdgeConfigurationResult configuration, EdgeOptions options, CancellationToken cancellationToken)
    {
        try
        {
            StoreDirectory.Prepare(options.Store);
            await run(sources, options, () => StartView.Write(terminal, options, configuration.Warnings), cancellationToken);
            return ExitCode.Success;
        }
        catch (Exception failure) when (StartFailure.Explain(failure, options) is { } explained)
        {
            terminal.Error.WriteLine($"cloakroom: {explained}");
            return ExitCode.Failure;
        }
    }
}
