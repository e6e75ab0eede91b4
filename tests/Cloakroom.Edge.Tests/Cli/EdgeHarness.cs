using Cloakroom.Cli;
using Cloakroom.Cli.Edge;
using Cloakroom.Edge.Configuration;
using Cloakroom.Tests.Hosting;
using Spectre.Console;

namespace Cloakroom.Edge.Tests.Cli;

/// <summary>Runs <c>cloakroom edge</c> in this process, with a server of the test's, and keeps what it writes.</summary>
internal sealed class EdgeHarness : IDisposable
{
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly Terminal _terminal;

    public EdgeHarness()
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(_out),
        });
        screen.Profile.Width = 100;
        _terminal = new Terminal(screen, _out, _error);
    }

    /// <summary>What the server does in the test.</summary>
    public EdgeRun Server { get; set; } = (_, _, started, _) =>
    {
        started();
        return Task.CompletedTask;
    };

    /// <summary>What the server was started with.</summary>
    public EdgeOptions? Options { get; private set; }

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Without the blanks that fill lines up.</summary>
    public string Out => string.Join('\n', _out.ToString().Split('\n').Select(line => line.TrimEnd()));

    public string Error => _error.ToString();

    public Task<int> RunAsync(params string[] args)
    {
        var command = EdgeCommand.Create(_terminal, Environment, RunServerAsync, new ManualClock());
        return CommandLine.RunAsync(CommandLine.Root(command), ["edge", .. args], _terminal);
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    private Task RunServerAsync(EdgeSources sources, EdgeOptions options, Action started, CancellationToken cancellationToken)
    {
        Options = options;
        return Server(sources, options, started, cancellationToken);
    }
}
