using System.CommandLine;
using System.CommandLine.Parsing;

namespace Cloakroom.Cli;

/// <summary>What all commands share: how a wrong command line is answered, and how a failure is.</summary>
internal static class CommandLine
{
    public static RootCommand Root(params ReadOnlySpan<Command> commands)
    {
        var root = new RootCommand("Cloakroom: no user ever gets another user's session.");
        foreach (var command in commands) root.Add(command);
        return root;
    }

    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, Terminal terminal)
    {
        // Without response files: an argument that begins with @ is an argument. Without bundles: one that begins with -h is no question for help.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors.Count > 0)
        {
            foreach (var message in parsed.Errors.Select(error => error.Message).Distinct()) terminal.Error.WriteLine($"cloakroom: {message}");
            terminal.Error.WriteLine($"Try: cloakroom {string.Concat(Path(parsed.CommandResult).Select(name => name + " "))}--help");
            return ExitCode.Usage;
        }

        var server = parsed.CommandResult.Command as ServerCommand;
        using var interrupts = server is { EndsWhenAskedTwice: true } ? new Interrupts(terminal.Error) : null;
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            // The library would end the process two seconds after SIGTERM, in the middle of whatever drains.
            ProcessTerminationTimeout = interrupts is not null ? null : server is not null ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(2),
        };
        try
        {
            return StatusOf(await parsed.InvokeAsync(configuration, interrupts?.Token ?? CancellationToken.None));
        }
        catch (OperationCanceledException)
        {
            terminal.Error.WriteLine("cloakroom: interrupted.");
            return StatusOf(ExitCode.Interrupted);
        }

        int StatusOf(int status) => interrupts?.StatusOf(status) ?? status;
    }

    private static IEnumerable<string> Path(CommandResult command) =>
        command.Parent is CommandResult parent ? Path(parent).Append(command.Command.Name) : [];
}
