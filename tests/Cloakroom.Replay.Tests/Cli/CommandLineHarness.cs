using Cloakroom.Cli;
using Cloakroom.Cli.Replay;
using Cloakroom.Replay.Caches;
using Cloakroom.Replay.Harness;
using Cloakroom.Replay.Scenarios;
using Spectre.Console;

namespace Cloakroom.Replay.Tests.Cli;

/// <summary>Runs the command in this process and keeps what it writes.</summary>
internal sealed class CommandLineHarness : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly Terminal _terminal;

    public CommandLineHarness()
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

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    public Task<int> RunAsync(IReadOnlyList<Scenario> catalog, params string[] args) => RunAsync((_, _) => catalog, args);

    public Task<int> RunAsync(Func<Guard, CacheKind, IReadOnlyList<Scenario>> catalog, params string[] args) =>
        CommandLine.RunAsync(CommandLine.Root(ReplayCommand.Create(_terminal, catalog)), args, _terminal);
}
